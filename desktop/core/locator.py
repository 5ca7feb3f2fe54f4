"""Addresses of places: ``usjta:line/jp/0202.30.010?year=2026`` and the like.

An address is what travels: it is copied, stored with a clipping, kept in the history, given on the command line
and handed to a window that runs already. It names a thing by a key that outlives a rebuilt reference file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from desktop.core import codes

SCHEME: Final = "usjta:"
# What an address may name, and how many steps its path has at least.
KINDS: Final[dict[str, int]] = {
    "line": 2,  # importer, code and, where a code stands twice, its number
    "across": 2,  # the same line across agreements and years
    "entry": 1,  # a statement, provision, article, document ... by its id, or a branch of the outline
    "search": 0,  # ?q= what is typed in the search box
    "compare": 0,  # ?a= and ?b= addresses without the scheme
    "chart": 1,  # a chart by its name; its choices, and ?year=
    "changes": 1,  # importer; ?from= and ?to= years
    "set": 1,  # one of the user's lists of lines, by its name
    "view": 1,  # a view by its name
}
LONGEST: Final = 8_000


@dataclass(frozen=True, slots=True)
class Locator:
    """One place. ``path`` is what it names, ``options`` how it is seen (a year, a query)."""

    kind: str
    path: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str) -> str:
        """One option; empty where it is not given."""
        return dict(self.options).get(name, "")

    @property
    def year(self) -> int | None:
        """The as-of year, if the address names one."""
        value = self.option("year")
        return int(value) if re.fullmatch(r"\d{4}", value) else None

    @property
    def bare(self) -> str:
        """The address without its scheme, as it stands inside another one."""
        path = "/".join(quote(step, safe=" :.,()[]–›'".replace(" ", "")) for step in (self.kind, *self.path))
        return f"{path}?{urlencode(self.options)}" if self.options else path

    @property
    def address(self) -> str:
        """The whole address."""
        return SCHEME + self.bare

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Kind and path: the same thing, however it is seen."""
        return self.kind, self.path

    def at(self, year: int | None) -> Locator:
        """The same place as of a year."""
        kept = tuple(pair for pair in self.options if pair[0] != "year")
        return replace(self, options=kept if year is None else (*kept, ("year", str(year))))


def line(importer: str, code: str, seq: int = 1, year: int | None = None) -> Locator:
    """A tariff line by its digits; ``seq`` counts where a code stands twice in a schedule."""
    path = (importer, codes.display(code, "jp" if importer == "jp" else "us"))
    found = Locator("line", path if seq == 1 else (*path, str(seq)))
    return found if year is None else found.at(year)


def entry(name: str) -> Locator:
    """An entry, or a branch of the outline."""
    return Locator("entry", (name,))


def search(text: str, year: int | None = None) -> Locator:
    """A search of the tariff lines."""
    return Locator("search", (), (("q", text),)).at(year)


def view(name: str) -> Locator:
    """A view by its name."""
    return Locator("view", (name,))


def compare(left: Locator, right: Locator) -> Locator:
    """Two places side by side."""
    return Locator("compare", (), (("a", left.bare), ("b", right.bare)))


def changes(importer: str, before: int, after: int) -> Locator:
    """What changed in a schedule between two years."""
    return Locator("changes", (importer,), (("from", str(before)), ("to", str(after))))


def line_key(place: Locator) -> tuple[str, str, int] | None:
    """Importer, digits and number of a line's address; None for what is no line."""
    if place.kind not in ("line", "across") or place.path[0] not in codes.IMPORTER_NAME:
        return None
    prefix = codes.parse_prefix(place.path[1])
    seq = place.path[2] if len(place.path) > 2 else "1"
    if prefix is None or len(prefix.digits) < 8 or not seq.isdecimal():
        return None
    return place.path[0], prefix.digits, int(seq)


def is_address(text: str) -> bool:
    """Whether a text claims to be an address of ours."""
    return text.strip()[: len(SCHEME)].lower() == SCHEME


def parse(text: str) -> Locator:
    """Read an address, with or without its scheme.

    Raises ValueError with one sentence for the user where it names nothing.
    """
    plain = text.strip()
    if len(plain) > LONGEST:
        raise ValueError("This address is too long to be one of the program's.")
    if is_address(plain):
        plain = plain[len(SCHEME) :]
    body, _, tail = plain.lstrip("/").partition("?")
    kind, *steps = [unquote(step) for step in body.split("/")]
    path = tuple(step for step in steps if step)
    if kind.lower() not in KINDS:
        known = ", ".join(f"usjta:{name}" for name in KINDS)
        raise ValueError(f"“{text.strip()[:80]}” is no address of the program; they begin with {known}.")
    if kind.lower() in ("entry", "set") and path:
        path = ("/".join(path),)
    if len(path) < KINDS[kind.lower()]:
        raise ValueError(f"“{text.strip()[:80]}” does not say which {kind.lower()} it means.")
    found = Locator(kind.lower(), path, tuple(parse_qsl(tail, keep_blank_values=False)))
    if kind.lower() in ("line", "across"):
        found = replace(found, path=(path[0].lower(), *path[1:]))
        if line_key(found) is None:
            raise ValueError(f"“{'/'.join(path)[:60]}” is no tariff line; write usjta:line/jp/0202.30.010.")
    return found
