"""How wide the columns of a table are on paper: no word is broken where all have room, the rest goes to full cells."""

from __future__ import annotations

from desktop.core.clipping import Grid, one_line

# A longer word may be broken; cells beyond these rows are not looked at.
_LONGEST = 18
_ROWS = 400
# A table of more characters across than this has the whole width of a page.
_ACROSS = 90


def widths(grid: Grid, room: int) -> list[int]:
    """Widths that add up to about ``room``, a room of so many tenths of a character's width."""
    least, wish = [], []
    for place in range(len(grid.heads)):
        cells = [one_line(row[place]) for row in (grid.heads, *grid.rows[:_ROWS])]
        longest = max((len(word) for cell in cells for word in cell.split()), default=1)
        usual = sum(map(len, cells)) / len(cells)
        # Two characters of air, two for fonts that are wider than ours.
        least.append((min(longest, _LONGEST) + 4) * 10)
        wish.append(max(1, round(usual) - min(longest, _LONGEST) + 2))
    left = room - sum(least)
    if left <= 0:
        return [room * width // sum(least) for width in least]
    return [width + left * share // sum(wish) for width, share in zip(least, wish, strict=True)]


def shares(grid: Grid) -> list[int]:
    """Widths in percent of a table that has the whole width of a page; empty for one as wide as its cells."""
    across = sum(
        max(len(one_line(row[place])) for row in (grid.heads, *grid.rows)) for place in range(len(grid.heads))
    )
    if across <= _ACROSS:
        return []
    found = widths(grid, 1_000)
    return [round(width * 100 / sum(found)) for width in found]
