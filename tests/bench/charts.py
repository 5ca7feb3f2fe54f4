"""Charts: from the click to the painted picture, and how smoothly many dots move. A process of its own, printed by run.py."""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def resident_mb() -> float:
    with open("/proc/self/status", encoding="ascii") as stream:
        return next(int(line.split()[1]) / 1024 for line in stream if line.startswith("VmRSS"))


def main(bundle: Path) -> None:
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtTest import QTest

    from desktop.compose import Session, make_application

    application = make_application([])
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform complains of having no screen
    with tempfile.TemporaryDirectory() as profile:
        session = Session(application, Path(profile), bundle=bundle)
        gc.disable()  # as the running program does, which collects when it rests
        session.window.resize(1366, 768)
        session.window.show()
        QTest.qWait(1200)
        desk = session.desk
        before = resident_mb()
        begin = time.perf_counter()
        desk.show_view("charts")
        desk.window_.repaint()
        gallery = (time.perf_counter() - begin) * 1e3
        desk.rooms.charting.view.gallery.shut()

        def opened(name: str) -> float:
            begin = time.perf_counter()
            pane = desk.rooms.charting.view.open_chart(name)
            pane.canvas.viewport().repaint()
            return (time.perf_counter() - begin) * 1e3

        first = opened("trade")
        print(
            f"first chart, from the click in the navigation: gallery {gallery:.0f} ms, then the chart {first:.0f} ms, "
            f"together {gallery + first:.0f} ms (goal 1200)"
        )
        from desktop.viewmodels.charts.catalogue import CHARTS

        taken = {spec.name: opened(spec.name) for spec in CHARTS if spec.name != "trade"}
        slowest = max(taken, key=taken.__getitem__)
        print(
            f"the next {len(taken)} charts: median {statistics.median(taken.values()):.0f} ms, "
            f"worst {taken[slowest]:.0f} ms ({slowest}) (goal 150)"
        )
        again = {name: opened(name) for name in taken}
        print(f"going back to an open one: median {statistics.median(again.values()):.0f} ms")
        bench_dots(desk)
        view = desk.rooms.charting.view
        view.tabs.setCurrentIndex(0)
        view.gallery.redraw()
        begin = time.perf_counter()
        steps = []
        while view.gallery._waiting:
            step = time.perf_counter()
            view.gallery._draw_next()
            steps.append((time.perf_counter() - step) * 1e3)
        print(
            f"gallery drawn: {(time.perf_counter() - begin) * 1e3:.0f} ms in {len(steps)} steps, the longest {max(steps):.0f} ms"
        )
        QTest.qWait(300)
        print(
            f"memory: {before:.0f} MB before charts, {resident_mb():.0f} MB with {len(view.panes_open())} open"
        )
        session.window.close()
        session.stop()


def bench_dots(desk: object) -> None:
    """Ten thousand dots: pan and zoom, each step painted; beside the same view with none."""
    from desktop.core.clipping import Grid
    from desktop.core.series import Axis, Datum, Figure, Series

    random.seed(7)
    dots = tuple(
        Datum(random.uniform(0, 50), random.uniform(-0.4, 29.4), (0, 0), "A line.", lines=(n,))
        for n in range(10_000)
    )
    figure = Figure(
        "dots", "Ten thousand dots", "percent", "Source: none.", Grid(("a",), (("1",),)), x=Axis("percent", "%"),
        y=Axis(ticks=tuple((n, f"Chapter {n}") for n in range(30))),
        series=(Series("lines", "dots", "usjta", dots, along="x"),), zoom="xy",
    )  # fmt: skip
    pane = desk.rooms.charting.view.open_chart("cuts")
    from desktop.ui.charts.style import on_screen

    frames = {}
    for name, shown in (
        ("10,000 dots", figure),
        ("one dot", replace(figure, series=(replace(figure.series[0], data=dots[:1]),))),
    ):
        pane.canvas.show_figure(shown, on_screen(desk.theme))
        pane.canvas.lay_out(pane.canvas.width(), pane.canvas.height())
        box, viewport = pane.canvas.box, pane.canvas.viewport()
        viewport.repaint()
        taken = []
        for step in range(90):
            begin = time.perf_counter()
            if step % 3 == 2:
                box.scaleBy((0.97, 0.97) if step < 60 else (1.03, 1.03))
            else:
                box.translateBy(x=0.2 if step % 2 else -0.15, y=0.05)
            viewport.repaint()
            taken.append(time.perf_counter() - begin)
        frames[name] = taken
        if len(shown.series[0].data) > 1:
            begin = time.perf_counter()
            for n in range(20):
                pane.canvas.marks.at(pane.canvas.box.rect().center() * (0.5 + n / 40))
            hover = (time.perf_counter() - begin) * 50
    many, one = (statistics.median(frames[name]) for name in ("10,000 dots", "one dot"))
    ordered = sorted(frames["10,000 dots"])
    print(
        f"10,000 dots, pan and zoom: median {1 / many:.0f} frames a second, slowest twentieth {1 / ordered[int(0.95 * len(ordered))]:.0f} "
        f"(goal 30); {many / one:.1f} times a view of one dot; the dot under the pointer {hover:.1f} ms"
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    main(Path(sys.argv[1]))
