"""Every command of the program in one table: menus, shortcuts, the sheet under Help, tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

StandardKey = QKeySequence.StandardKey
Shortcut = str | QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command. ``menu`` may name a submenu after a slash."""

    id: str
    title: str
    menu: str
    shortcuts: tuple[Shortcut, ...] = ()
    tip: str = ""
    checkable: bool = False
    separator: bool = False


SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec("file.export", "&Export what is shown…", "&File", ("Ctrl+E",), "XLSX, CSV, Word, Markdown, web page, text or PDF"),
    ActionSpec("file.dossier", "One-page &dossier of the line…", "&File", ("Ctrl+Shift+E",), "PDF or Word: names, duties, what applies, sources"),
    ActionSpec("file.print", "&Print…", "&File", (StandardKey.Print,), "Table, provision, line or tray, with source line and page numbers"),
    ActionSpec("file.print_preview", "Print pre&view…", "&File", ("Ctrl+Shift+P",)),
    ActionSpec("file.add_source", "&Add a document…", "&File", ("Ctrl+O",), "Add an official document: PDF, text or HTML"),
    ActionSpec("file.install_data", "&Install a data pack…", "&File", (), "Newer data in one signed file; the present ones are kept", separator=True),
    ActionSpec("file.data_before", "Go &back to the data before…", "&File", (), "Use again the data that were in use before the last data pack"),
    ActionSpec("file.quit", "&Quit", "&File", (StandardKey.Quit, "Ctrl+Q"), separator=True),
    ActionSpec("edit.undo", "&Undo in the tray", "&Edit", (StandardKey.Undo,)),
    ActionSpec("edit.redo", "&Redo in the tray", "&Edit", (StandardKey.Redo,)),
    ActionSpec("edit.copy", "&Copy", "&Edit", (StandardKey.Copy,), "Copy what is selected, tables with headers", separator=True),
    ActionSpec("edit.copy_cited", "Copy with c&itation", "&Edit", ("Ctrl+Shift+C",), "What is selected, and its citation"),
    ActionSpec("edit.copy_citation", "Copy the citation &alone", "&Edit", ("Ctrl+Shift+A",)),
    ActionSpec("edit.copy_ris", "&RIS", "&Edit/Copy for a reference &manager", tip="For Zotero, EndNote and the like"),
    ActionSpec("edit.copy_bibtex", "&BibTeX", "&Edit/Copy for a reference &manager"),
    ActionSpec("edit.copy_csl", "&CSL-JSON", "&Edit/Copy for a reference &manager"),
    ActionSpec("edit.copy_search", "Copy &what I searched and found", "&Edit", ("Ctrl+Shift+S",), "One paragraph for the file"),
    ActionSpec("edit.copy_address", "Copy the &address of this place", "&Edit", ("Ctrl+Shift+U",), "usjta:… opens it again, here or from the command line"),
    ActionSpec("edit.copy_code", "Copy the &line number", "&Edit", ("Ctrl+Shift+L",)),
    ActionSpec("edit.keep", "Add to the &tray", "&Edit", ("Ctrl+T",), "Keep what is selected for the document", separator=True),
    ActionSpec("edit.bookmark", "&Bookmark this place", "&Edit", ("Ctrl+D",), "Mark it, or take the mark away"),
    ActionSpec("edit.compare", "Com&pare this", "&Edit", ("Ctrl+Shift+K",), "Side by side with its counterpart, or the two lines that are selected"),
    ActionSpec("edit.across", "This line across the &years", "&Edit", ("Ctrl+Shift+Y",), "Under every agreement, year by year"),
    ActionSpec("edit.calculate", "Calculate the &duty", "&Edit", ("Ctrl+Alt+D",), "What a shipment pays under each agreement"),
    ActionSpec("edit.search", "&Search", "&Edit", ("Ctrl+K", "Ctrl+L"), separator=True),
    ActionSpec("edit.clear", "Clear search and &filters", "&Edit", ("Ctrl+Backspace",)),
    ActionSpec("edit.find", "&Find in the document", "&Edit", (StandardKey.Find,), "Find in the source text; F3 goes on"),
    ActionSpec("view.lines", "&Lines", "&View", ("Ctrl+1",), checkable=True),
    ActionSpec("view.provisions", "&Provisions", "&View", ("Ctrl+2",), checkable=True),
    ActionSpec("view.compare", "&Compare", "&View", ("Ctrl+3",), checkable=True),
    ActionSpec("view.charts", "C&harts", "&View", ("Ctrl+4",), checkable=True),
    ActionSpec("view.timeline", "T&imeline", "&View", ("Ctrl+5",), checkable=True),
    ActionSpec("view.tray", "&Tray", "&View", ("Ctrl+6",), checkable=True),
    ActionSpec("view.ahead", "Who is &ahead", "&View", ("Ctrl+7",), checkable=True),
    ActionSpec("view.my_lines", "&My lines", "&View", ("Ctrl+8",), checkable=True),
    ActionSpec("view.sources", "&Sources", "&View", ("Ctrl+9",), checkable=True),
    ActionSpec("view.data", "About the &data", "&View", ("Ctrl+Shift+I",), checkable=True),
    ActionSpec("view.close_chart", "Close the chart", "&View", (StandardKey.Close, "Ctrl+W"), "Close the chart that is shown; the gallery stays"),
    ActionSpec("view.strip", "Strip &beside the memo", "&View", ("F9",), "A narrow window that stays on top; F9 again brings this one back", separator=True),
    ActionSpec("view.filters", "Show &filters", "&View", ("Ctrl+Shift+F",), checkable=True, separator=True),
    ActionSpec("view.detail", "Show the &detail pane", "&View", ("Ctrl+Shift+D",), checkable=True),
    ActionSpec("view.next_pane", "&Next pane", "&View", ("F6",)),
    ActionSpec("view.previous_pane", "&Previous pane", "&View", ("Shift+F6",)),
    ActionSpec("view.back", "&Back", "&View", ("Alt+Left",), "The place shown before"),
    ActionSpec("view.forward", "For&ward", "&View", ("Alt+Right",)),
    ActionSpec("view.zoom_in", "Zoom &in", "&View", (StandardKey.ZoomIn, "Ctrl+="), separator=True),
    ActionSpec("view.zoom_out", "Zoom &out", "&View", (StandardKey.ZoomOut,)),
    ActionSpec("view.zoom_reset", "&Reset zoom", "&View", ("Ctrl+0",)),
    ActionSpec("view.theme_system", "As the &system", "&View/&Theme", checkable=True),
    ActionSpec("view.theme_light", "&Light", "&View/&Theme", checkable=True),
    ActionSpec("view.theme_dark", "&Dark", "&View/&Theme", checkable=True),
    ActionSpec("view.style_bluebook", "&Bluebook-style", "&View/C&itations", checkable=True, tip="Bluebook-style citations; certified by nobody"),
    ActionSpec("view.style_plain", "&Plain", "&View/C&itations", checkable=True),
    ActionSpec("help.search", "&Search syntax", "&Help", (StandardKey.HelpContents, "F1")),
    ActionSpec("help.shortcuts", "&Keyboard shortcuts", "&Help", ("Ctrl+F1",)),
    ActionSpec("help.data", "About the &data", "&Help", (), "Editions, digests, licences, whose signature, which sockets", separator=True),
    ActionSpec("help.about", "&About USJTA Desk", "&Help"),
)  # fmt: skip


def sequences(spec: ActionSpec) -> list[QKeySequence]:
    """The key sequences of a command, standard ones first, each once."""
    out: list[QKeySequence] = []
    for shortcut in spec.shortcuts:
        keys = (
            QKeySequence.keyBindings(shortcut)
            if isinstance(shortcut, QKeySequence.StandardKey)
            else [QKeySequence(shortcut)]
        )
        out.extend(key for key in keys if key not in out)
    return out


class ActionRegistry:
    """Makes an action for each spec, puts it into its menu and runs its handler.

    Actions are children of the window; handlers are bound methods of objects that live as long.
    """

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._handlers: dict[str, Callable[[], object]] = {}
        self._actions: dict[str, QAction] = {}
        self._menus = {menu.title(): menu for menu in window.menuBar().findChildren(QMenu) if menu.title()}
        for spec in SPECS:
            self._add(spec)

    def _add(self, spec: ActionSpec) -> None:
        action = QAction(spec.title, self._window)
        action.setObjectName(spec.id)
        keys = sequences(spec)
        action.setShortcuts(keys)
        whole = Qt.ShortcutContext.ApplicationShortcut
        action.setShortcutContext(whole if spec.id == "file.quit" else Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(spec.checkable)
        plain = spec.title.replace("&", "").rstrip("…")
        shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
        tip = spec.tip or plain
        action.setToolTip(f"{tip} ({shown})" if shown else tip)
        menu = self._menu(spec.menu)
        if spec.separator:
            menu.addSeparator()
        menu.addAction(action)
        self._window.addAction(action)
        self._actions[spec.id] = action

    def _menu(self, path: str) -> QMenu:
        if path not in self._menus:
            parent, _, title = path.rpartition("/")
            if parent:
                self._menus[path] = self._menu(parent).addMenu(title)
            else:
                self._menus[path] = self._window.menuBar().addMenu(title)
        return self._menus[path]

    def action(self, name: str) -> QAction:
        """The action of a spec."""
        return self._actions[name]

    def bind(self, name: str, handler: Callable[[], object]) -> None:
        """Run a bound method when an action is triggered."""
        self._handlers[name] = handler
        self._actions[name].triggered.connect(handler)

    def unbound(self) -> list[str]:
        """Commands that nothing handles; a test asserts that there are none."""
        return sorted(self._actions.keys() - self._handlers.keys())
