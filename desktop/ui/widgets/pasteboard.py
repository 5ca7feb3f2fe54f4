"""The clipboard: plain text and HTML in one go."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication


def put(text: str, html: str = "") -> None:
    """Put a text there, and beside it the same as HTML where there is any."""
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)
