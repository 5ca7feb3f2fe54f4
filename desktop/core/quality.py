"""How far the English name of a Japanese line is official, in words."""

from __future__ import annotations

from typing import Final

# English that does not tell a line from its neighbours: the line's own Japanese stands beside it.
BROAD_ENGLISH: Final = frozenset({"subheading only", "steps missing", "none"})

QUALITY_LABEL: Final[dict[str, str]] = {
    "official": "Official English.",
    "official+dictionary": "Official English, parts from the official glossary.",
    "part translated": "Partly our translation: check against the Japanese.",
    "official 2024": "Official English schedule of January 2024.",
    "official 2025 subheading": "Official English of the subheading, April 2025.",
    "official 2016 list": "Official code list of 2016, punctuation lost: check against the Japanese.",
    "subheading only": "English of the subheading only; the Japanese says the rest.",
    "steps missing": "Official English, but a step of the path is missing in it: the Japanese says it.",
    "none": "No official English at hand; see the Japanese.",
}
