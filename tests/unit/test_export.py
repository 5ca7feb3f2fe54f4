"""Exports: stable columns, golden files, what the disk refuses."""

import csv
import io
import json
import os
import subprocess
import sys
from decimal import Decimal

import openpyxl
import pytest

from desktop.errors import KnownError
from desktop.export import table
from desktop.viewmodels import line_records
from desktop.viewmodels.exporting import export_query
from tests.conftest import ROOT

FIRST = [
    "importer", "code", "goods_en", "goods_ja", "without_deal", "usjta", "cptpp", "eu", "uk", "rcep_asean_anz",
    "rcep_china", "rcep_korea", "australia", "kind", "edition",
]  # fmt: skip
GOLDEN = ROOT / "tests" / "acceptance" / "lines.csv"
QUERY = "0202.30.010\n0203.22.023\n0406.90.090\n0805.10.000\n1006.30.090\n8712.00.15\n8415.90.80\n1602.90.269"


def read_csv(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_the_column_names_are_stable():
    assert list(line_records.COLUMNS[:15]) == FIRST
    assert len(set(line_records.COLUMNS)) == len(line_records.COLUMNS)


def test_golden_csv(bundle_path, tmp_path, request):
    out = tmp_path / "lines.csv"
    export_query(bundle_path, QUERY, 2026, out)
    if request.config.getoption("--accept"):
        GOLDEN.write_bytes(out.read_bytes())
    assert out.read_bytes() == GOLDEN.read_bytes(), "see the difference, then run pytest --accept"


def test_csv_begins_with_a_mark_and_says_what_is_published(bundle_path, tmp_path):
    out = tmp_path / "x.csv"
    export_query(bundle_path, QUERY, 2026, out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = {row["code"]: row for row in read_csv(out)}
    beef, pork, bicycle = rows["0202.30.010"], rows["0203.22.023"], rows["8712.00.15"]
    assert (beef["without_deal"], beef["usjta"], beef["australia"]) == ("38.5%", "20.8%", "24.1%")
    assert beef["edition"] == "Japan's Tariff Schedule, July 9, 2026"
    assert beef["rcep_china"] == "no concession"
    assert pork["kind"] == "formula"
    assert pork["usjta_published"] == "（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率"
    assert (bicycle["importer"], bicycle["usjta"], bicycle["cptpp"], bicycle["goods_ja"]) == (
        "us",
        "5.5%",
        "",
        "",
    )
    assert rows["1006.30.090"]["usjta"] == "outside"
    assert rows["1006.30.090"]["without_deal_note"]
    assert rows["8415.90.80"]["usjta"] == "See 9921.01.01, 9921.01.02"


def test_a_year_without_an_edition_says_so(bundle_path, tmp_path):
    out = tmp_path / "x.csv"
    export_query(bundle_path, "0202.30.010; 8712.00.15", 2022, out)
    japan, states = read_csv(out)
    assert japan["edition"] == "no edition for 2022"
    assert japan["usjta"] == "no edition"
    assert japan["usjta_published"] == ""
    assert states["edition"] == "HTSUS 2022 Revision 10"
    with pytest.raises(KnownError, match="no edition for 2018"):
        export_query(bundle_path, "", 2018, out)


def test_xlsx_keeps_codes_as_text_and_says_what_it_is(bundle_path, tmp_path):
    out = tmp_path / "x.xlsx"
    export_query(bundle_path, "jp:0406", None, out)
    book = openpyxl.load_workbook(out)
    sheet = book["Lines"]
    assert [cell.value for cell in sheet[1]][:15] == FIRST
    assert all(isinstance(sheet.cell(n, 2).value, str) for n in range(2, sheet.max_row + 1))
    column = line_records.COLUMNS.index("without_deal_percent") + 1
    assert isinstance(sheet.cell(2, column).value, int | float)
    assert sheet.freeze_panes == "C2"
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["Query"] == "jp:0406"
    assert about["Lines"] == str(sheet.max_row - 1)
    assert "July 9, 2026" in " ".join(str(value) for value in about.values())


def test_export_is_what_is_on_screen_in_its_order(bundle_path, tmp_path):
    out = tmp_path / "x.csv"
    said = export_query(bundle_path, "8712.00.15\n0202.30.010\nxyz", 2026, out)
    assert [row["code"] for row in read_csv(out)] == ["8712.00.15", "0202.30.010"]
    assert any("xyz: is not a tariff code" in line for line in said)


def plan(*columns):
    return table.Sheet(columns, (("Title", "t"),), frozenset({"n"}))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_cell_is_never_a_formula(tmp_path, text):
    table.write(tmp_path / "x.csv", plan("a", "n"), [(text, Decimal("1.5"))])
    assert read_csv(tmp_path / "x.csv")[0]["a"] == f"'{text}"
    table.write(tmp_path / "x.xlsx", plan("a", "n"), [(text, Decimal("1.5"))])
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Lines"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == text
    assert sheet["B2"].value == 1.5


def test_the_disk_that_refuses_is_one_sentence_and_nothing_is_left(tmp_path):
    missing = tmp_path / "no" / "x.csv"
    with pytest.raises(KnownError, match="could not be written"):
        table.write(missing, plan("a"), [("1",)])
    with pytest.raises(KnownError, match="neither"):
        table.write(tmp_path / "x.pdf", plan("a"), [("1",)])
    long = tmp_path / ("x" * 300 + ".csv")
    with pytest.raises(KnownError, match="could not be written"):
        table.write(long, plan("a"), [("1",)])
    for ending in (".csv", ".xlsx"):
        full = tmp_path / f"y{ending}"

        def records():
            yield ("1",)
            raise OSError(28, "No space left on device")

        full.write_text("before", encoding="utf-8")
        with pytest.raises(KnownError, match="the disk is full; free some space"):
            table.write(full, plan("a"), records())
        assert full.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["y.csv", "y.xlsx"]


def desk(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def test_the_command_line(bundle_path, tmp_path):
    assert "0." in desk("--version").stdout
    done = desk("--data", bundle_path, "--export", tmp_path / "x.csv", "jp: cover:in", "--as-of", "2025")
    assert done.returncode == 0, done.stderr
    assert len(read_csv(tmp_path / "x.csv")) == 606
    done = desk("--data", bundle_path, "--export", tmp_path / "x.csv", "jp:", "--as-of", "1999")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_the_selftest_is_json_with_an_exit_code(bundle_path, tmp_path):
    done = desk("--data", bundle_path, "--selftest")
    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert report["ok"] is True
    assert len(report["checks"]) >= 8
    empty = tmp_path / "empty.sqlite"
    empty.write_bytes(b"")
    done = desk("--data", empty, "--selftest")
    assert done.returncode == 1
    assert json.loads(done.stdout)["ok"] is False
