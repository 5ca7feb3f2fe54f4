"""Paper and PDF: a rich text laid out on pages, each with its source line and page number."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from desktop.viewmodels.drafting import whole

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

_MARGIN_MM: Final = 18.0
_NARROW_MM: Final = 12.0
_FOOT_PT: Final = 8.0
# A dossier is made smaller until it fits one page, but not smaller than can be read.
_SMALLEST_PT: Final = 6.2
_TIGHT_PT: Final = 8.0
_USUAL_PT: Final = 10.0
_WIDE_PT: Final = 8.0


class Sheet:
    """A text ready to be painted on pages."""

    def __init__(self, html: str, source: str, *, landscape: bool = False, one_page: bool = False) -> None:
        self._html, self._source = html, source
        self.landscape, self._one_page = landscape, one_page

    def layout(self) -> QPageLayout:
        """A4 with even margins, narrow ones where all is to fit one page."""
        way = QPageLayout.Orientation.Landscape if self.landscape else QPageLayout.Orientation.Portrait
        edge = _NARROW_MM if self._one_page else _MARGIN_MM
        margins = QMarginsF(edge, edge, edge, edge)
        return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, margins, QPageLayout.Unit.Millimeter)

    def paint(self, device: QPagedPaintDevice) -> int:
        """Paint every page on a printer, a preview or a PDF; returns how many there are."""
        page = device.pageLayout().paintRectPoints()
        foot = _FOOT_PT * 2.2
        size = QSizeF(page.width(), page.height() - foot)
        document = self._document(size)
        painter = QPainter(device)
        try:
            scale = device.logicalDpiX() / 72
            painter.scale(scale, scale)
            count = document.pageCount()
            for number in range(count):
                if number:
                    device.newPage()
                self._page(painter, document, size, number, count)
        finally:
            painter.end()
        return count

    def _document(self, size: QSizeF) -> QTextDocument:
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setUndoRedoEnabled(False)
        points = _WIDE_PT if self.landscape else _USUAL_PT
        while True:
            font = QFont()
            font.setPointSizeF(points)
            document.setDefaultFont(font)
            document.setHtml(_scaled(self._html, points / 10.0, tight=self._one_page and points < _TIGHT_PT))
            # Points are pixels here: the painter is scaled, so that the same layout serves every device.
            document.documentLayout().setPaintDevice(_points())
            document.setPageSize(size)
            if not self._one_page or document.pageCount() == 1 or points <= _SMALLEST_PT:
                return document
            points -= 0.5

    def _page(
        self, painter: QPainter, document: QTextDocument, size: QSizeF, number: int, count: int
    ) -> None:
        painter.save()
        painter.setClipRect(QRectF(0, 0, size.width(), size.height()))
        painter.translate(0, -number * size.height())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, number * size.height(), size.width(), size.height())
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
        context.palette = palette
        document.documentLayout().draw(painter, context)
        painter.restore()
        font = QFont()
        font.setPixelSize(round(_FOOT_PT))
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.darkGray)
        strip = QRectF(0, size.height() + _FOOT_PT * 0.8, size.width(), _FOOT_PT * 1.4)
        place = f"{number + 1} / {count}"
        painter.drawText(strip, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), place)
        room = painter.fontMetrics().elidedText(
            self._source, Qt.TextElideMode.ElideRight, round(size.width() - 50)
        )
        painter.drawText(strip, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), room)


@cache
def _points() -> QImage:
    """A device on which a point is a pixel."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(72 / 0.0254))
    image.setDotsPerMeterY(round(72 / 0.0254))
    return image


def _scaled(html: str, factor: float, *, tight: bool) -> str:
    """Sizes that the text states, with the rest of it; ``tight`` takes air out of tables and between paragraphs."""
    if tight:
        html = html.replace('cellpadding="2"', 'cellpadding="0"').replace(
            "padding:2px 6px", "padding:0px 4px"
        )
        html = html.replace("margin:18px 0 5px 0", "margin:7px 0 2px 0").replace(
            "margin:14px 0 4px", "margin:6px 0 1px"
        )

    def _size(match: re.Match[str]) -> str:
        return f"font-size:{max(_SMALLEST_PT, float(match[1]) * factor):.1f}pt"

    return re.sub(r"font-size:([\d.]+)pt", _size, html)


def to_pdf(sheet: Sheet, path: Path, title: str) -> int:
    """Write a PDF, whole or not at all; returns its pages. Raises KnownError where the disk refuses."""
    # Into memory first: the writer itself does not say when a disk is full.
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    with whole(path) as partial:
        writer = QPdfWriter(content)
        writer.setTitle(title)
        writer.setCreator("USJTA Desk")
        writer.setResolution(600)
        writer.setPageLayout(sheet.layout())
        count = sheet.paint(writer)
        content.close()
        partial.write_bytes(bytes(content.data().data()))
    return count
