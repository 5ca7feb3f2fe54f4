"""The import on small inputs of our own: both shapes of the HTS export, Japan's tree, provenance."""

import gzip
import io
import json
import tarfile

import pytest

from desktop.errors import KnownError
from desktop.ingest import htsus, japan_customs, provenance, spans, succession
from desktop.ingest.editions import Edition

HEAD = '"HTS Number","Indent","Description","Unit of Quantity","General Rate of Duty","Special Rate of Duty","Column 2 Rate of Duty","Quota Quantity","Additional Duties"\n'
ROWS = [
    ("0101", "0", "Live horses:", [], "", "", ""),
    ("", "1", "Horses:", [], "", "", ""),
    ("0101.21.00", "2", "Breeding animals", [], "Free", "", "Free"),
    ("0101.21.00.10", "3", "Males", ["No."], "", "", ""),
    ("0101.29.00.01 ", "2", "Other", ["No.", "kg"], "5%", "Free (A*, AU) 2.5% (JP)", "20%"),
    ("0101.30", "1", "Asses:", [], "", "", ""),
    ("0101.30.80", "02", "Other", [], "", "", ""),
    ("0101.30.80.10", "4", "Males", ["No."], "6.8%", "Free (JP)", "15%"),
]


def _csv(rows=ROWS):
    out = io.StringIO()
    out.write("\ufeff" + HEAD)
    for no, indent, text, units, general, special, other in rows:
        quoted = json.dumps(units).replace('"', '""') if units else ""
        out.write(f'"{no}","{indent}","{text}","{quoted}","{general}","{special}","{other}","",\n')
    return gzip.compress(out.getvalue().encode())


def _json(rows=ROWS):
    items = [
        {"htsno": no, "indent": indent, "description": text, "superior": None, "units": units,
         "general": general, "special": special, "other": other, "footnotes": []}
        for no, indent, text, units, general, special, other in rows
    ]  # fmt: skip
    return gzip.compress(json.dumps(items).encode())


def _edition(file):
    return Edition("us-test", "us", file, "test", "", 2026)


@pytest.mark.parametrize(("name", "content"), [("a.csv.gz", _csv()), ("a.json.gz", _json())])
def test_both_shapes_give_the_same_lines(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    lines = {line.code: line for line in htsus.read(tmp_path, _edition(name))}
    assert sorted(lines) == ["01012100", "01012900", "01013080"]
    assert lines["01012100"].path == ("Live horses", "Horses", "Breeding animals")
    assert lines["01012100"].units == ["No."]
    assert (lines["01012100"].rate_level, lines["01012900"].rate_level) == ("8", "10")
    assert (lines["01013080"].general, lines["01013080"].rate_level) == ("6.8%", "10")
    assert lines["01012900"].row == 5
    assert htsus.japan_rate(lines["01012900"].special) == "2.5%"
    assert htsus.japan_rate(lines["01012100"].special) is None


def test_a_child_that_contradicts_its_line_stops_the_import(tmp_path):
    rows = [*ROWS, ("0101.21.00.20", "3", "Females", [], "9%", "", "")]
    (tmp_path / "a.csv.gz").write_bytes(_csv(rows))
    with pytest.raises(KnownError, match=r"row 9: the general rate of 0101210020 is '9%'"):
        htsus.read(tmp_path, _edition("a.csv.gz"))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("01O1", "0", "x", [], "", "", "")], "row 1: '01O1' is no HTS number"),
        ([("0101", "one", "x", [], "", "", "")], "indent 'one' is no number"),
        ([ROWS[2], ROWS[2]], "stands twice"),
    ],
)
def test_the_unexpected_is_named_by_file_and_row(tmp_path, rows, said):
    (tmp_path / "a.csv.gz").write_bytes(_csv(rows))
    with pytest.raises(KnownError, match=said) as caught:
        htsus.read(tmp_path, _edition("a.csv.gz"))
    assert "a.csv.gz" in str(caught.value)


def test_special_columns():
    pairs, rest = htsus.split_special(
        "Free (A*,AU) A duty upon the repairs (see U.S. note 3) (B,C,) 3.5% (JP)"
    )
    assert pairs == [
        ("Free", ("A*", "AU")),
        ("A duty upon the repairs (see U.S. note 3)", ("B", "C")),
        ("3.5%", ("JP",)),
    ]
    assert rest == ""
    assert htsus.split_special("No change") == ([], "No change")
    with pytest.raises(KnownError, match="two rates"):
        htsus.japan_rate("Free (JP) 5% (JP)")
    with pytest.raises(KnownError, match="names JP"):
        htsus.japan_rate("See note JP")


def _node(stat, suffix="", desc="x", rate=None, children=(), level=0):
    rates = {} if rate is None else dict.fromkeys(japan_customs.COLUMNS, "") | rate
    return {"level": level, "stat_code": stat, "hs_code": suffix, "desc": desc, "rate": rates,
            "unit": {"I": "", "II": "KG"} if suffix else {}, "law": ["FD"] if suffix else [], "children": list(children)}  # fmt: skip


def _archive(path, nodes):
    content = json.dumps(nodes, ensure_ascii=False).encode()
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("src/tariffdata/j_04_tariff_data.json")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))


def test_empty_cells_inherit_from_the_nearest_ancestor(tmp_path):
    tree = _node("04.01", desc="ミルク", children=[
        _node("0401.10", desc="脂肪分", rate={"基本": "25%", "WTO協定": "21%"}, children=[
            _node("0401.10", "110", "− 限度", {"暫定": "10%", "WTO協定": "(25%)", "EPA_CPTPP": "5%"}),
            _node("0401.10", "190", "− その他", {}),
            _node("0401.10", "190", "− 季節", {"EPA_日米貿易協定": "無税"}),
        ]),
    ])  # fmt: skip
    _archive(tmp_path / "a.tar.gz", [tree])
    read = japan_customs.read(tmp_path, Edition("jp-test", "jp", "a.tar.gz", "test", "2026-01-01", 2026))
    first, second, third = read.lines
    assert (first.code, first.row, second.seq, third.seq) == ("040110110", 3, 1, 2)
    assert first.rates["general"] == "25%"
    assert first.inherited == {"general": 1, "temporary": 0, "wto": 0}
    assert "cptpp" not in second.rates  # an empty agreement cell is no concession, never inherited
    assert second.rates["wto"] == "21%"
    assert first.path == ("ミルク", "脂肪分", "− 限度")
    assert third.rates["usjta"] == "無税"


def test_an_unknown_rate_column_stops_the_import(tmp_path):
    _archive(tmp_path / "a.tar.gz", [_node("0401.10", "110", "x", {"EPA_火星": "1%"})])
    with pytest.raises(KnownError, match="unknown rate column 'EPA_火星'"):
        japan_customs.read(tmp_path, Edition("jp-test", "jp", "a.tar.gz", "test", "", 0))


def test_a_raw_file_that_changed_is_refused(tmp_path):
    (tmp_path / "us").mkdir()
    (tmp_path / "us" / "x.csv").write_text("1", encoding="utf-8")
    head = "file,publisher,title,edition,licence,obtained_from,sha256\n"
    (tmp_path / "PROVENANCE.csv").write_text(head + "us/x.csv,P,T,E,L,O,abc\n", encoding="utf-8")
    with pytest.raises(KnownError, match=r"us/x\.csv is not the file"):
        provenance.check(tmp_path)
    (tmp_path / "us" / "x.csv").unlink()
    with pytest.raises(KnownError, match="missing"):
        provenance.check(tmp_path)
    (tmp_path / "PROVENANCE.csv").unlink()
    with pytest.raises(KnownError, match="no PROVENANCE"):
        provenance.check(tmp_path)


def test_runs_of_equal_values_become_one_row():
    rows = list(
        spans.collapse(["a", "b", "c", "d"], {"a": {"k": 1}, "b": {"k": 1}, "c": {}, "d": {"k": 1, "m": 2}})
    )
    assert [(key, span.first, span.last, value) for key, span, value in rows] == [
        ("k", "a", "b", 1), ("k", "d", "d", 1), ("m", "d", "d", 2),
    ]  # fmt: skip


def test_splits_are_flagged_and_rates_must_agree():
    def line(code, text, rate="4%"):
        return htsus.UsLine(code, 1, ("Heading", text), [], rate, "", "30%", "8")

    before = [line("84622100", "Bending machines, numerically controlled"), line("84690000", "Typewriters")]
    after = [
        line("84622300", "Bending machines, numerically controlled brakes"),
        line("84622400", "Bending machines, numerically controlled benders"),
        line("84622500", "Bending machines, numerically controlled", "9%"),
    ]
    links = succession.infer(before, after)
    assert [(link.old, link.new, link.kind) for link in links] == [
        ("84622100", "84622300", "split"), ("84622100", "84622400", "split"),
        ("84690000", "", "no successor found"),
    ]  # fmt: skip
