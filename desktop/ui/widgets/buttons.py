"""Push buttons as every pane has them."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget


def button(parent: QWidget, text: str, kind: str, tip: str) -> QPushButton:
    """A button of a kind (``primary`` or ``plain``) with its tool tip."""
    made = QPushButton(text, parent)
    made.setObjectName(kind)
    made.setToolTip(tip)
    return made
