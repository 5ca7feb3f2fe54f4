"""Pictures of charts: PNG, SVG and PDF at a size in centimetres, with text in points.

The chart is laid out anew for the paper, in the scene that the window shows, and that scene is rendered: text stays
text in SVG and PDF, and one look serves all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontDatabase, QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter, QPixmap
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from desktop.core.draft import Picture
from desktop.core.series import Figure
from desktop.errors import KnownError
from desktop.ui.charts.canvas import ChartCanvas
from desktop.ui.charts.style import PER_POINT, ChartStyle, on_paper
from desktop.viewmodels.drafting import whole
from desktop.viewmodels.settings import Settings

DPI: Final = 300
# The width of the text on a page of a document.
_TEXT_CM: Final = 16.0
_PER_CM: Final = 72 / 2.54 * PER_POINT
_UNITS_PER_INCH: Final = 72 * PER_POINT


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Width and height in centimetres, plain text in points, on a dark ground or a light one."""

    width_cm: float = 16.0
    height_cm: float = 10.0
    points: int = 8
    dark: bool = False


def least_height_cm(figure: Figure, size: PictureSize) -> float:
    """The height that a chart needs at a width for all its rows and words."""
    canvas = _canvas(figure, size)
    try:
        return canvas.least_height() / _PER_CM
    finally:
        _drop(canvas)


def png(figure: Figure, size: PictureSize, selected: frozenset[int] = frozenset()) -> bytes:
    """The picture at 300 dots an inch; the file says so."""
    return png_of(image_of(figure, size, selected))


def png_of(image: QImage) -> bytes:
    """An image as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def image_of(figure: Figure, size: PictureSize, selected: frozenset[int] = frozenset()) -> QImage:
    """The picture at 300 dots an inch."""
    wide, high = (round(side / 2.54 * DPI) for side in (size.width_cm, size.height_cm))
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    if image.isNull():
        raise KnownError("There is not enough memory for a picture of this size; choose a smaller one.")
    image.setDotsPerMeterX(round(DPI / 0.0254))
    image.setDotsPerMeterY(round(DPI / 0.0254))
    _draw(image, figure, size, selected, scale=DPI / _UNITS_PER_INCH)
    return image


def svg(figure: Figure, size: PictureSize, selected: frozenset[int] = frozenset()) -> bytes:
    """The picture as SVG, text as text."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    units = _units(size)
    made.setResolution(_UNITS_PER_INCH)
    made.setSize(units.toSize())
    made.setViewBox(QRectF(0, 0, units.width(), units.height()))
    made.setTitle(figure.title)
    made.setDescription(figure.summary)
    _draw(made, figure, size, selected)
    buffer.close()
    return bytes(data.data())


def pdf(figure: Figure, size: PictureSize, selected: frozenset[int] = frozenset()) -> bytes:
    """The picture as a page of its own size."""
    # Into memory first: the writer itself does not say when a disk is full.
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(content)
    writer.setResolution(_UNITS_PER_INCH)
    writer.setTitle(figure.title)
    writer.setCreator("USJTA Desk")
    millimetres = QSizeF(size.width_cm * 10, size.height_cm * 10)
    page = QPageSize(
        millimetres, QPageSize.Unit.Millimeter, figure.name, QPageSize.SizeMatchPolicy.ExactMatch
    )
    writer.setPageSize(page)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    _draw(writer, figure, size, selected)
    content.close()
    return bytes(content.data().data())


def write(path: Path, figure: Figure, size: PictureSize, selected: frozenset[int] = frozenset()) -> None:
    """Write a picture by the ending of its name, whole or not at all; raises KnownError with one sentence."""
    makers = {".png": png, ".svg": svg, ".pdf": pdf}
    maker = makers.get(path.suffix.lower())
    if maker is None:
        raise KnownError(
            f"{path.name[-60:]} ends in none of {', '.join(makers)}; name the picture with one of them."
        )
    with whole(path) as partial:
        partial.write_bytes(maker(figure, size, selected))


def for_document(
    figure: Figure, settings: Settings, selected: frozenset[int] = frozenset()
) -> Picture | None:
    """A picture as a block of a document, at the size that the user chose; None where nothing is drawn."""
    if figure.empty:
        return None
    size = size_for(figure, settings)
    return Picture(png(figure, size, selected), figure.title, figure.summary, min(size.width_cm, _TEXT_CM))


def size_for(figure: Figure, settings: Settings) -> PictureSize:
    """The size that the user chose, higher where the chart needs it."""
    width, height = settings.chart_width_mm / 10, settings.chart_height_mm / 10
    wanted = PictureSize(width, height, settings.chart_points, settings.chart_dark)
    if figure.empty:
        return wanted
    return replace(wanted, height_cm=max(height, math.ceil(least_height_cm(figure, wanted) * 10) / 10))


def preview(
    figure: Figure, style: ChartStyle, width: int, height: int, ratio: float, *, bare: bool = True
) -> QPixmap:
    """A picture in the window's style; ``bare`` leaves the words out, for the gallery."""
    pixmap = QPixmap(QSize(round(width * ratio), round(height * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(style.back())
    canvas = ChartCanvas()
    canvas.show_figure(figure, style, bare=bare)
    canvas.lay_out(width, height)
    painter = QPainter(pixmap)
    _paint(canvas, painter, QRectF(0, 0, width, height))
    painter.end()
    _drop(canvas)
    return pixmap


def _units(size: PictureSize) -> QSizeF:
    return QSizeF(size.width_cm * _PER_CM, size.height_cm * _PER_CM)


def _canvas(figure: Figure, size: PictureSize, selected: frozenset[int] = frozenset()) -> ChartCanvas:
    family = (
        QApplication.font().family()
        or QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    )
    canvas = ChartCanvas()
    canvas.show_figure(figure, on_paper(family, size.points, dark=size.dark))
    units = _units(size)
    canvas.lay_out(units.width(), units.height())
    canvas.select(selected)
    return canvas


def _draw(
    device: QPaintDevice, figure: Figure, size: PictureSize, selected: frozenset[int], *, scale: float = 1.0
) -> None:
    """Lay a chart out for paper and render it on a device whose unit is so many of ours."""
    canvas = _canvas(figure, size, selected)
    try:
        painter = QPainter(device)
        _render(canvas, painter, scale)
        painter.end()
    finally:
        _drop(canvas)


def _drop(canvas: ChartCanvas) -> None:
    canvas.shut()
    canvas.deleteLater()


def _render(canvas: ChartCanvas, painter: QPainter, scale: float) -> None:
    painter.scale(scale, scale)
    lay = canvas.frame_.layout_
    if canvas.marks is not None:
        canvas.marks.export_mode(on=True, scale=scale)
    style = canvas.style_
    assert style is not None
    painter.fillRect(QRectF(0, 0, lay.width, lay.height), style.back())
    _paint(canvas, painter, QRectF(0, 0, lay.width, lay.height))


def _paint(canvas: ChartCanvas, painter: QPainter, area: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    canvas.scene().prepareForPaint()
    canvas.scene().render(painter, area, area, Qt.AspectRatioMode.IgnoreAspectRatio)
