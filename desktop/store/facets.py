"""Filters as masks of one byte a line, and how many lines each choice of a filter would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import compress

from desktop.core.bound import Bound
from desktop.core.detail import FacetCounts
from desktop.core.query import Query
from desktop.store.lines import KINDS, STANDINGS, LineStore


class Facets:
    """Masks for one reference file; a mask is bytes with 1 at the id of each line that passes."""

    def __init__(self, store: LineStore) -> None:
        self._store = store
        self._size = store.bundle.lines + 1
        self._memory: dict[object, bytes] = {}

    def mask(self, query: Query, year: int, skip: str = "") -> bytes:
        """All filters of a query together, one facet left out if named."""
        parts = [self._store.flags("alive", year)]
        if query.importer and skip != "importer":
            wanted = 1 if query.importer == "us" else 0
            parts.append(self._pick(self._store.flags("importer"), ("importer", wanted), {wanted}))
        if query.covered is not None and skip != "covered":
            covered = self._store.flags("covered", year)
            parts.append(self._pick(covered, ("covered", year, query.covered), {int(query.covered)}))
        if query.kinds and skip != "kind":
            wanted_kinds = {KINDS.index(kind) for kind in query.kinds}
            kinds = self._store.flags("kind", year)
            parts.append(self._pick(kinds, ("kind", year, query.kinds), wanted_kinds))
        if query.chapters and skip != "chapter":
            chapters = self._store.flags("chapter")
            parts.append(self._pick(chapters, ("chapter", query.chapters), query.chapters))
        if query.standings and skip != "standing":
            wanted_places = {STANDINGS.index(standing) for standing in query.standings}
            flags = self._store.flags(f"standing_{query.comparator}", year)
            parts.append(
                self._pick(flags, ("standing", query.comparator, year, query.standings), wanted_places)
            )
        if query.group and skip != "group":
            parts.append(self._group(query.group))
        if query.among is not None:
            parts.append(self._among(query.among))
        if query.rate:
            parts.append(self._bounded("percent", year, query.rate))
        if query.margin:
            parts.append(self._bounded("margin", year, query.margin))
        if query.zero:
            parts.append(self._bounded("zero", year, query.zero))
        if query.trade:
            parts.append(self._bounded("trade", 0, query.trade))
        return _all(parts)

    def _pick(self, flags: bytes, key: object, wanted: Iterable[int]) -> bytes:
        if key not in self._memory:
            table = bytearray(256)
            for value in wanted:
                table[value] = 1
            self._remember(key, flags.translate(bytes(table)))
        return self._memory[key]

    def _group(self, key: str) -> bytes:
        if ("group", key) not in self._memory:
            mask = bytearray(self._size)
            for line in self._store.group_ids(key):
                mask[line] = 1
            self._remember(("group", key), bytes(mask))
        return self._memory["group", key]

    def _among(self, ids: tuple[int, ...]) -> bytes:
        if ("among", ids) not in self._memory:
            mask = bytearray(self._size)
            for line in ids:
                mask[line] = 1
            self._remember(("among", ids), bytes(mask))
        return self._memory["among", ids]

    def _bounded(self, name: str, year: int, bound: Bound) -> bytes:
        key = (name, year, bound)
        if key not in self._memory:
            holds = bound.holds
            self._remember(key, bytes(map(holds, self._store.figures(name, year))))
        return self._memory[key]

    def _remember(self, key: object, mask: bytes) -> None:
        if len(self._memory) >= 64:
            self._memory.clear()
        self._memory[key] = mask

    def counts(self, found: Iterable[int] | None, query: Query, year: int) -> FacetCounts:
        """Counts for the lines that the words and codes of a query found; None: all lines."""
        words = None if found is None else list(found)

        def _left(skip: str) -> list[int]:
            mask = self.mask(query, year, skip)
            if words is None:
                return list(compress(range(self._size), mask))
            return [line for line in words if mask[line]]

        importer = Counter(map(self._store.flags("importer").__getitem__, _left("importer")))
        covered = Counter(map(self._store.flags("covered", year).__getitem__, _left("covered")))
        kind = Counter(map(self._store.flags("kind", year).__getitem__, _left("kind")))
        chapter = Counter(map(self._store.flags("chapter").__getitem__, _left("chapter")))
        flags = self._store.flags(f"standing_{query.comparator}", year)
        standing = Counter(map(flags.__getitem__, _left("standing")))
        rest = _left("group")
        groups = {key: sum(map(self._group(key).__getitem__, rest)) for key, *_ in self._store.groups()}
        return FacetCounts(
            importer={"jp": importer[0], "us": importer[1]},
            covered={True: covered[1], False: covered[0]},
            kind={KINDS[place]: count for place, count in kind.items()},
            chapter=dict(sorted(chapter.items())),
            group=groups,
            standing={STANDINGS[place]: count for place, count in standing.items()},
        )


def _all(parts: list[bytes]) -> bytes:
    """Byte-wise AND of masks."""
    if len(parts) == 1:
        return parts[0]
    total = int.from_bytes(parts[0], "little")
    for part in parts[1:]:
        total &= int.from_bytes(part, "little")
    return total.to_bytes(len(parts[0]), "little")
