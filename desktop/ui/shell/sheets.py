"""Sheets under Help: search syntax with live examples, keyboard shortcuts, about."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop import __version__
from desktop.ui.actions import SPECS, sequences
from desktop.ui.theme import Theme
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels import syntax


class Sheet(QDialog):
    """A sheet of rich text that stays open beside the window."""

    query_chosen = Signal(str)

    def __init__(self, title: str, html: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        pane = RichPane(title, self)
        pane.query_chosen.connect(self.query_chosen)
        pane.show_html(html)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.addWidget(pane, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 12, 0)
        row.addWidget(buttons)
        column.addLayout(row)
        em = theme.em()
        screen = self.screen().availableGeometry()
        self.resize(min(100 * em, screen.width() - 40), min(90 * em, screen.height() - 60))


def search_sheet(theme: Theme, parent: QWidget) -> Sheet:
    """Search syntax; its examples run when clicked."""
    colour = theme.tokens.colour
    html = syntax.render(colour["link"], colour["dim"], colour["line"])
    return Sheet("Search syntax", html, theme, parent)


def shortcut_sheet(theme: Theme, parent: QWidget) -> Sheet:
    """Every command with its keys, from the one table of commands."""
    line = theme.tokens.colour["line"]
    rows = []
    for spec in SPECS:
        keys = sequences(spec)
        if not keys:
            continue
        texts = [k.toString(QKeySequence.SequenceFormat.NativeText) for k in keys]
        shown = " or ".join(t for t in texts if "+" in t or t.startswith("F"))
        title = spec.title.replace("&", "").rstrip("…")
        menu = spec.menu.replace("&", "").replace("/", " › ")
        rows.append(
            f'<tr><td style="border-bottom:1px solid {line}">{escape(menu)} › {escape(title)}</td>'
            f'<td style="border-bottom:1px solid {line}"><b>{escape(shown)}</b></td></tr>'
        )
    extra = (
        ("Search box: to the first line", "Down or Enter"),
        ("Search box: clear", "Esc"),
        ("Table: search for what you type", "any letter or digit"),
        ("Tray: move what is chosen", "Ctrl+Up, Ctrl+Down"),
        ("Tray: take it out", "Delete"),
    )
    rows += [
        f'<tr><td style="border-bottom:1px solid {line}">{what}</td>'
        f'<td style="border-bottom:1px solid {line}"><b>{keys}</b></td></tr>'
        for what, keys in extra
    ]
    html = (
        "<h2>Keyboard shortcuts</h2>"
        f'<table width="100%" cellspacing="0" cellpadding="5">{"".join(rows)}</table>'
    )
    return Sheet("Keyboard shortcuts", html, theme, parent)


def about_sheet(theme: Theme, parent: QWidget) -> Sheet:
    """Name, version, licence, what the program is not."""
    html = (
        f"<h2>USJTA Desk {__version__}</h2>"
        "<p>Every tariff line of the U.S.-Japan Trade Agreement and of both countries' schedules, "
        "offline. The program opens no network connection.</p>"
        "<p>It shows what the official schedules publish; it is no legal advice. Check the official "
        "text before you rely on a figure.</p>"
        "<p>Free software under the MIT licence. Built with Python, Qt for Python (LGPL), SQLite, pdfium, lark, "
        "RapidFuzz, XlsxWriter, openpyxl, python-docx, lxml, PyNaCl, citeproc-py, rispy, bibtexparser and pylatexenc.</p>"
    )
    return Sheet("About USJTA Desk", html, theme, parent)
