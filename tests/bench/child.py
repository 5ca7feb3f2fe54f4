"""One start of a program, timed by its parent: prints seconds to each paint, and memory.

``child.py bare T0`` opens an empty QMainWindow; ``child.py desk T0 BUNDLE PROFILE`` opens the
program. T0 is the parent's clock just before it started this process.
"""

import sys
import time


def resident_mb() -> float:
    with open("/proc/self/status", encoding="ascii") as stream:
        for line in stream:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    kind, start = sys.argv[1], float(sys.argv[2])
    paints: dict[str, float] = {}
    if kind == "bare":
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication, QMainWindow

        class Window(QMainWindow):
            def paintEvent(self, event):
                super().paintEvent(event)
                paints.setdefault("window", time.perf_counter() - start)
                QTimer.singleShot(0, QApplication.quit)

        application = QApplication([])
        window = Window()
        window.resize(1366, 768)
        window.show()
        application.exec()
    else:
        from pathlib import Path

        from PySide6.QtCore import QEvent, QObject, QTimer

        import desktop.app  # noqa: F401  (as the command does, before anything else)
        from desktop.compose import Session, make_application

        class Watch(QObject):
            def eventFilter(self, watched, event):
                if event.type() == QEvent.Type.Paint:
                    name = "table" if session.window.desk is not None else "window"
                    if name not in paints:
                        # The paint itself happens after this filter: take the time when it is done.
                        QTimer.singleShot(0, lambda: paints.setdefault(name, time.perf_counter() - start))
                        if name == "table":
                            QTimer.singleShot(0, finish)
                return False

        def finish() -> None:
            paints.setdefault("table", time.perf_counter() - start)
            QTimer.singleShot(900, application.quit)

        application = make_application([])
        session = Session(application, Path(sys.argv[4]), bundle=Path(sys.argv[3]))
        watch = Watch()
        session.window.centralWidget().installEventFilter(watch)
        session.window.painted.connect(lambda: session.desk.lines.table.viewport().installEventFilter(watch))
        session.window.show()
        application.exec()
    print(" ".join(f"{name}={value:.4f}" for name, value in paints.items()), f"rss={resident_mb():.1f}")
    sys.stdout.flush()
    import os

    os._exit(0)


main()
