"""Golden pictures: every chart at two scales and in both themes, kept small, compared with a little tolerance.

A picture is shrunk to a few thousand grey pixels: fonts may differ by a hair between machines, shapes, words and their
places may not. ``pytest --accept`` writes them anew, to be looked at.
"""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QImage

from desktop.viewmodels.charts.base import Wanted
from desktop.viewmodels.charts.catalogue import CHARTS, Charts
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "acceptance" / "charts"
FONT = "DejaVu Sans"
WIDTH, HEIGHT = 720, 480
SMALL = 180
# Of 255: the mean over the picture, and over the worst of its blocks.
MEAN, BLOCK = 3.0, 34.0


@pytest.fixture(scope="module")
def charts(reference, entries):
    return Charts(reference, entries)


def style(theme, scale):
    from desktop.ui.charts.style import ChartStyle
    from desktop.ui.theme import read_tokens

    return ChartStyle(read_tokens(theme), FONT, scale * 4 / 3, 9.0)


def drawn(figure, theme, scale):
    from desktop.ui.charts.canvas import ChartCanvas
    from desktop.ui.charts.export import preview

    look = style(theme, scale)
    canvas = ChartCanvas()
    canvas.show_figure(figure, look)
    canvas.lay_out(WIDTH * scale, HEIGHT * scale)
    height = max(HEIGHT * scale, canvas.least_height())
    canvas.shut()
    canvas.deleteLater()
    return preview(figure, look, WIDTH * scale, height, 1.0, bare=False).toImage()


def shrunk(image):
    size = QSize(SMALL, round(SMALL * image.height() / image.width()))
    small = image.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return small.convertToFormat(QImage.Format.Format_Grayscale8)


def pixels(image):
    return [bytes(image.constScanLine(row))[: image.width()] for row in range(image.height())]


def apart(one, other):
    """Mean difference of the whole, and of the worst block of twelve by twelve."""
    first, second = pixels(one), pixels(other)
    rows, columns = len(first), len(first[0])
    worst = total = 0
    for top in range(0, rows, 12):
        for left in range(0, columns, 12):
            block = [
                abs(a - b)
                for y in range(top, min(top + 12, rows))
                for a, b in zip(first[y][left : left + 12], second[y][left : left + 12], strict=True)
            ]
            total += sum(block)
            worst = max(worst, sum(block) / len(block))
    return total / (rows * columns), worst


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [spec.name for spec in CHARTS])
def test_a_chart_looks_as_it_did(qapp, charts, request, name, theme, scale):
    if FONT not in QFontDatabase.families():
        pytest.skip(f"the pictures were made with {FONT}, which this machine does not have")
    image = shrunk(drawn(charts.figure(name, Wanted(2026)), theme, scale))
    path = GOLDEN / f"{name}_{theme}_{scale}.png"
    if request.config.getoption("--accept"):
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(str(path))
    golden = QImage(str(path)).convertToFormat(QImage.Format.Format_Grayscale8)
    assert not golden.isNull(), f"{path.name} is missing; run pytest --accept and look at it"
    assert golden.width() == image.width()
    assert abs(golden.height() - image.height()) <= 3, "the chart needs another height"
    if golden.height() != image.height():
        golden = golden.scaled(
            image.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        golden = golden.convertToFormat(QImage.Format.Format_Grayscale8)
    mean, worst = apart(image, golden)
    assert mean <= MEAN, f"{mean:.1f} of 255 on average"
    assert worst <= BLOCK, f"{worst:.1f} of 255 in one place"


def test_the_comparison_notices_a_bar_that_moved(qapp, charts):
    figure = charts.figure("parity", Wanted(2026))
    other = charts.figure("parity", Wanted(2026, {"beside": "eu"}))
    mean, worst = apart(
        shrunk(drawn(figure, "light", 1)).scaled(180, 120), shrunk(drawn(other, "light", 1)).scaled(180, 120)
    )
    assert mean > MEAN or worst > BLOCK


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("values", [(0.0,), (5.0,), (-3.0, 0.0, 4.0), (-2.0, -1.0), (1e-9, 1e12)], ids=str)
def test_odd_values_and_long_and_japanese_names_stay_inside_the_picture(qapp, values, theme):
    from desktop.core.clipping import Grid
    from desktop.core.series import Axis, Datum, Figure, Series
    from desktop.ui.charts.canvas import ChartCanvas
    from desktop.ui.charts.export import preview

    names = ["牛の肉（冷凍したものに限る。）骨付きでない肉", "An exceedingly long name of goods " * 8, "短"]
    rows = tuple((names[n % 3], f"{value:.12f}") for n, value in enumerate(values))
    data = tuple(Datum(value, n, (n, 1), "A mark.", label=f"{value:g}") for n, value in enumerate(values))
    ticks = tuple((n, names[n % 3]) for n in range(len(values)))
    bars = Figure(
        "odd", names[1], names[0], "Source: none.", Grid(("Name", "Value"), rows), x=Axis("percent", "%"), y=Axis(ticks=ticks),
        series=(Series("a", "bars", "exports", data),), rows=len(values), legend=True,
    )  # fmt: skip
    points = tuple(Datum(2020 + n, value, (n, 1), "A mark.") for n, value in enumerate(values))
    line = Figure(
        "odd", "One line", "", "Source: none.", Grid(("Name", "Value"), rows), x=Axis("", "year"), y=Axis("percent", "%"),
        series=(Series("a", "line", "imports", points, label=names[1]),), zoom="x",
    )  # fmt: skip
    for figure in (bars, line):
        canvas = ChartCanvas()
        canvas.show_figure(figure, style(theme, 1))
        canvas.lay_out(480, 600)
        lay = canvas.frame_.layout_
        assert 0 < lay.plot.left() < lay.plot.right() <= 480
        for series, datum, value in canvas.marks.drawn():
            assert value == pytest.approx(
                figure.value(series, datum), rel=1e-6, abs=1e-3 * max(map(abs, values), default=1)
            )
            at = canvas.marks.painting().place(datum.x, datum.y)
            assert -1 <= at.x() <= canvas.box.rect().width() + 1
            if series.kind == "bars":
                words = canvas.marks.painting().label_width(datum.label)
                end = at.x() - words if datum.x < 0 else at.x() + words
                assert -1 <= end <= canvas.box.rect().width() + 1
        image = preview(figure, style(theme, 1), 480, 600, 1.0, bare=False).toImage()
        assert len({image.pixel(x, y) for x in range(0, 480, 7) for y in range(0, 600, 7)}) > 3
        canvas.shut()
        canvas.deleteLater()
