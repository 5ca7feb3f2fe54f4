"""How wide the columns of a table are on paper: no word is broken where all have room, the rest goes to full cells."""

from __future__ import annotations

from desktop.core.clipping import Grid, one_line

# A longer word may be broken; cells beyond these rows are not looked at.
_LONGEST = 18
_ROWS = 400


def widths(grid: Grid, room: int) -> list[int]:
    """Widths that add up to about ``room``, a room of so many tenths of a character's width."""
    least, wish = [], []
    for place in range(len(grid.heads)):
        cells = [one_line(row[place]) for row in (grid.heads, *grid.rows[:_ROWS])]
        longest = max((len(word) for cell in cells for word in cell.split()), default=1)
        usual = sum(map(len, cells)) / len(cells)
        least.append((min(longest, _LONGEST) + 2) * 10)
        wish.append(max(1, round(usual) - min(longest, _LONGEST) + 2))
    left = room - sum(least)
    if left <= 0:
        return [room * width // sum(least) for width in least]
    return [width + left * share // sum(wish) for width, share in zip(least, wish, strict=True)]
