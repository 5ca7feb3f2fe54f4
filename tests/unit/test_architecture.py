"""The layers of the README, read from the imports themselves."""

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "desktop"
QT = ("PySide6", "shiboken6", "pyqtgraph")
HEAVY = ("pandas", "numpy", "openpyxl", "pyqtgraph")

# layer: (our layers it may import, outside packages it must not)
RULES = {
    "core": (("core",), (*QT, *HEAVY, "sqlite3", "datetime", "pathlib", "os", "rapidfuzz")),
    "store": (("core", "store", "errors"), (*QT, *HEAVY)),
    "sources": (("core", "sources", "errors"), (*QT, "pandas", "numpy", "pyqtgraph", "sqlite3")),
    "export": (("core", "export", "errors"), (*QT, "sqlite3", "pandas")),
    "ingest": (("core", "ingest", "sources", "store", "errors", "paths"), QT),
    "viewmodels": (("core", "store", "sources", "export", "viewmodels", "errors"), ("sqlite3", *HEAVY)),
    "ui": (("core", "viewmodels", "ui", "paths", "errors", "single", "__init__"), ("sqlite3", "pandas", "numpy", "openpyxl")),
}  # fmt: skip
UI_ORDER = {
    "shell": ("shell", "views", "charts", "widgets"), "views": ("views", "charts", "widgets"),
    "charts": ("charts", "widgets"), "widgets": ("widgets",),
}  # fmt: skip
# What draws charts may count in arrays, and it alone; the rest of the program waits for neither.
DRAWING = ("numpy", "pyqtgraph")


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py"))


def imports(path, *, for_types):
    """Names of modules that a file imports; with ``for_types`` those under TYPE_CHECKING too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set()
    if not for_types:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
                skipped.update(ast.walk(node))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(path):
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize(
    "path", [p for p in modules() if layer_of(p) in RULES], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_a_layer_imports_only_what_it_may(path):
    ours, never = RULES[layer_of(path)]
    allowed = {f"desktop.{name}" for name in ours}
    for name in imports(path, for_types=True):
        if name == "desktop":
            continue
        if name.startswith("desktop."):
            if name == "desktop.__version__":
                continue
            assert any(name == a or name.startswith(a + ".") for a in allowed) or (
                name.count(".") == 1 and name in allowed
            ), f"{path.name} imports {name}"
        drawing = path.parent.name == "charts" and layer_of(path) == "ui" and name.split(".")[0] in DRAWING
        assert drawing or name.split(".")[0] not in never, f"{path.name} imports {name}"


def test_view_models_know_no_widget():
    for path in (PACKAGE / "viewmodels").rglob("*.py"):
        for name in imports(path, for_types=True):
            assert not name.startswith(("PySide6.QtGui", "PySide6.QtWidgets")), path


@pytest.mark.parametrize("part", UI_ORDER)
def test_the_ui_looks_one_way(part):
    for path in (PACKAGE / "ui" / part).glob("*.py"):
        for name in imports(path, for_types=False):
            if name.startswith("desktop.ui.") and name.split(".")[2] in UI_ORDER:
                assert name.split(".")[2] in UI_ORDER[part], f"{path.name} imports {name}"


def test_only_the_two_grammars_use_the_parser_and_only_when_they_read():
    users = {
        path.name
        for path in modules()
        if any(n.split(".")[0] == "lark" for n in imports(path, for_types=True))
    }
    assert users == {"duty_japanese.py", "duty_english.py"}
    code = (
        "import sys\nfrom desktop.core import duty_japanese, duty_english, parity, staging, without_deal\n"
        "sys.exit('lark' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_only_what_draws_charts_uses_the_library_of_charts():
    users = {
        path.parent
        for path in modules()
        if any(n.split(".")[0] in DRAWING for n in imports(path, for_types=True))
    }
    assert users == {PACKAGE / "ui" / "charts"}


def test_only_the_pdf_reader_uses_the_pdf_library():
    users = {
        path.name
        for path in modules()
        if any(n.split(".")[0] == "pypdfium2" for n in imports(path, for_types=True))
    }
    assert users == {"pdf.py"}


def test_only_the_reader_of_packs_and_the_selftest_use_the_library_of_signatures():
    users = {
        path.name
        for path in modules()
        if any(n.split(".")[0] == "nacl" for n in imports(path, for_types=True))
    }
    assert users == {"pack.py", "selftest.py"}


def test_nobody_imports_the_import():
    for path in modules():
        if layer_of(path) != "ingest":
            assert not any(name.startswith("desktop.ingest") for name in imports(path, for_types=True)), path


def test_no_dialog_blocks_and_no_slot_is_a_lambda():
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr == "exec":
                    assert isinstance(node.func.value, ast.Name), path
                    assert node.func.value.id == "application", path
                if node.func.attr == "connect":
                    assert not any(isinstance(argument, ast.Lambda) for argument in node.args), path
                assert node.func.attr not in ("resizeRowsToContents", "processEvents"), path


def test_modules_stay_readable():
    for path in modules():
        assert path.read_text(encoding="utf-8").count("\n") <= 520, path


def test_a_clean_start_loads_nothing_heavy():
    code = (
        "import sys, desktop.app, desktop.compose, desktop.ui.shell.desk\n"
        "found = [n for n in ('pandas','numpy','pyqtgraph','PySide6.QtPdf','PySide6.QtSvg','rapidfuzz','xlsxwriter','lark','pypdfium2',"
        "'socket','ssl','subprocess') if n in sys.modules]\n"
        "sys.exit(' '.join(found) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_written_and_printed_is_loaded_when_it_is():
    code = (
        "import sys, desktop.ui.shell.commands, desktop.ui.shell.rooms, desktop.ui.shell.handing, desktop.ui.shell.places\n"
        "import desktop.ui.views.compare, desktop.ui.views.tray, desktop.ui.views.my_lines, desktop.ui.shell.charting\n"
        "found = [n for n in ('pyqtgraph','numpy','squarify','desktop.core.series','desktop.viewmodels.charts.catalogue','citeproc','lxml','docx','openpyxl','rispy','bibtexparser','xlsxwriter',"
        "'PySide6.QtNetwork','PySide6.QtPrintSupport','socket','ssl','http.client','secrets') if n in sys.modules]\n"
        "sys.exit(' '.join(found) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_command_line_without_a_window_loads_no_qt():
    code = (
        "import sys\nfrom desktop.app import main\n"
        "import desktop.viewmodels.exporting\n"
        "sys.exit(' '.join(n for n in sys.modules if n.startswith('PySide6')) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
