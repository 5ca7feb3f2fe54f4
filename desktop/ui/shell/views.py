"""The views, in the order of the navigation and of Ctrl+1, Ctrl+2 and on."""

from __future__ import annotations

from typing import Final

VIEWS: Final = (
    ("lines", "Lines"),
    ("provisions", "Provisions"),
    ("compare", "Compare"),
    ("charts", "Charts"),
    ("timeline", "Timeline"),
    ("tray", "Tray"),
    ("ahead", "Ahead"),
    ("my_lines", "My lines"),
    ("sources", "Sources"),
    ("data", "Data"),
)
