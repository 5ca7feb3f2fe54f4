"""The system's printers: dialog and preview. Loaded when something is printed, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.shell.printing import Sheet


class Job(QObject):
    """One print: lives as long as its dialog."""

    def __init__(self, sheet: Sheet, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self.printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.printer.setDocName(title[:120])
        self.printer.setCreator("USJTA Desk")
        self.printer.setPageLayout(sheet.layout())
        self.pages = 0

    @Slot(QPrinter)
    def paint(self, printer: QPrinter) -> None:
        """Paint on the printer, or on the preview's."""
        self.pages = self._sheet.paint(printer)

    @Slot()
    def print_now(self) -> None:
        """The dialog was accepted."""
        self.paint(self.printer)


def show(sheet: Sheet, title: str, window: QWidget, *, preview: bool) -> QPrintPreviewDialog | QPrintDialog:
    """Open the preview or the print dialog; neither blocks the window."""
    job = Job(sheet, title, window)
    dialog: QPrintPreviewDialog | QPrintDialog
    if preview:
        dialog = QPrintPreviewDialog(job.printer, window)
        dialog.paintRequested.connect(job.paint)
        dialog.resize(900, 700)
    else:
        dialog = QPrintDialog(job.printer, window)
        dialog.accepted.connect(job.print_now)
    job.setParent(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(f"Print: {title[:80]}")
    dialog.setModal(True)
    dialog.show()
    return dialog
