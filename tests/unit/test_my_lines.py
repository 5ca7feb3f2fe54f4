"""Lists of codes: in their order, in any shape, each matched or explained."""

import random

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import code_list, codes
from desktop.errors import KnownError
from desktop.sources import code_file
from desktop.store.matching import Matcher


@pytest.fixture(scope="module")
def matcher(store):
    return Matcher(store, 2026)


def shown(store, ids):
    return [row.display for row in store.rows(ids, 2026)]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("0202.30.010\n8712.00.15", ["0202.30.010", "8712.00.15"]),
        ("0202.30.010, 8712.00.15; 0406", ["0202.30.010", "8712.00.15", "0406"]),
        (
            "0202.30.010 Loin, boneless\n8712.00.15 Bicycles",
            ["0202.30.010 Loin, boneless", "8712.00.15 Bicycles"],
        ),
        ("Code\tGoods\n0202.30.010\tLoin\n87120015\tBicycles", ["0202.30.010", "87120015"]),
        ("\ufeff“0202.30.010”\r\n\r\n'8712.00.15'\r\n", ["0202.30.010", "8712.00.15"]),
        ("", []),
    ],
)
def test_a_pasted_text_in_its_order(text, items):
    assert list(code_list.from_text(text).items) == items


def test_the_column_of_codes_is_found_and_said():
    rows = [["No.", "Goods", "HS code"], ["1", "Beef", "0202.30.010"], ["2", "Bicycles", "8712.00.15"]]
    found = code_list.from_rows(rows)
    assert found.items == ("0202.30.010", "8712.00.15")
    assert "column C" in " ".join(found.notes)
    assert "header" in " ".join(found.notes)


@pytest.mark.parametrize(
    ("item", "lines", "said"),
    [
        ("0202.30.010", ["0202.30.010"], ""),
        ("020230010", ["0202.30.010"], ""),
        ("０２０２.３０.０１０", ["0202.30.010"], ""),
        ("20230010", ["0202.30.010"], "leading zero"),
        ("8712001500", ["8712.00.15"], "statistical suffix"),
        ("jp: 0202.30.010", ["0202.30.010"], ""),
        ("0805.10.000", ["0805.10.000", "0805.10.000"], "2 lines"),
        ("0202.30.010 Loin", ["0202.30.010"], ""),
        ("foo", [], "not a tariff code"),
        ("number 406.1", [], "zeros are lost"),
        ("99999999", [], "no line has it"),
        ("jp:8712.00.15", [], "no line of Japan"),
    ],
)
def test_an_item_is_matched_or_explained(matcher, store, item, lines, said):
    found = matcher.match([item])[0]
    assert shown(store, found.ids) == lines
    assert said in found.said


def test_ranges_headings_and_ended_codes(matcher, store):
    some, heading, ended = matcher.match(["0201-0203", "0406", "8544.70.00"])
    assert {code[:4] for code in shown(store, some.ids)} == {"0201", "0202", "0203"}
    assert {code[:4] for code in shown(store, heading.ids)} == {"0406"}
    assert ended.ids or "ended" in ended.said


def test_every_code_of_the_year_finds_itself(matcher, store):
    alive = store.flags("alive", 2026)
    ids = [line for line in range(1, len(alive)) if alive[line]]
    some = random.Random(5).sample(ids, 3_000)
    rows = store.rows(some, 2026)
    for row, found in zip(
        rows, matcher.match([f"{row.importer}:{row.display}" for row in rows]), strict=True
    ):
        assert row.id in found.ids
        assert {codes.display(row.code, row.importer)} == set(shown(store, found.ids))


@given(st.text(max_size=40))
def test_nothing_in_a_list_breaks_it(text):
    assert isinstance(code_list.from_text(text).items, tuple)
    code_list.read(text)


def test_a_hundred_thousand_items_and_one_more():
    found = code_list.from_text("\n".join(["0202.30.010"] * (code_list.MOST_ITEMS + 1)))
    assert len(found.items) == code_list.MOST_ITEMS
    assert "100,001 items; the first 100,000" in found.notes[0]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_csv_in_any_dialect(tmp_path, sign):
    path = tmp_path / "list.csv"
    path.write_text(
        sign.join(["Goods", "Code"]) + "\n" + sign.join(['"Beef, frozen"', "0202.30.010"]) + "\n",
        encoding="utf-8-sig",
    )
    assert code_file.read(path).items == ("0202.30.010",)


def test_utf_16_as_spreadsheets_save_it(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("0202.30.010\tLoin\n8712.00.15\tBicycles\n", encoding="utf-16")
    assert code_file.read(path).items == ("0202.30.010", "8712.00.15")


def test_a_workbook_whose_codes_are_numbers(tmp_path, matcher, store):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Goods", "Code"],
        ["Beef", 20230010],
        ["Bicycles", "8712.00.15"],
        ["Cheese", 406.1],
        ["", None],
    ):
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    items = code_file.read(tmp_path / "list.xlsx").items
    assert items == ("20230010", "8712.00.15", "number 406.1")
    assert [shown(store, found.ids) for found in matcher.match(items)] == [
        ["0202.30.010"],
        ["8712.00.15"],
        [],
    ]


@pytest.mark.parametrize(("name", "content", "said"), [
    ("x.xlsx", b"not a workbook", "damaged or no workbook"), ("x.txt", b"", "no codes in x.txt"), ("missing.csv", None, "cannot be read"),
])  # fmt: skip
def test_a_file_that_is_no_list_is_one_sentence(tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(KnownError, match=said):
        code_file.read(tmp_path / name)


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ("0202・30・010", ["0202.30.010"]),
        ("JP0202.30.010", ["0202.30.010"]),
        ("HTSUS subheading 8712.00.15", ["8712.00.15"]),
        ("USA 8712.00.15", ["8712.00.15"]),
        ("牛肉 0202.30.010", ["0202.30.010"]),
        ("第0202.30.010号", ["0202.30.010"]),
        ("8.712E+07", []),
        ("0202:0203", []),
        ("8712.00.15x", []),
    ],
)
def test_codes_as_people_write_them(matcher, store, item, lines):
    assert shown(store, matcher.match([item])[0].ids) == lines


def test_a_line_of_several_codes_is_several_items():
    for text in ("8712.00.15 / 8712.00.25", "8712.00.15 and 8712.00.25", "8712.00.15 8712.00.25"):
        assert code_list.from_text(text).items == ("8712.00.15", "8712.00.25")


def test_a_range_of_japanese_lines_stays_in_japan(matcher, store):
    found = matcher.match(["0202.30.010-0202.30.090"])[0]
    assert {row.importer for row in store.rows(found.ids, 2026)} == {"jp"}


def test_an_eight_digit_number_that_may_have_lost_its_zero_says_so(matcher):
    assert "if its leading zero was lost, it is 0901.11.000" in matcher.match(["90111000"])[0].said


def test_a_code_of_the_other_country_has_not_ended(store):
    assert "no line of Japan has it" in Matcher(store, 2026).match(["jp:8712.00.15"])[0].said
    assert "ended" not in Matcher(store, 2020).match(["8712.00.15"])[0].said


@pytest.mark.parametrize("head", [["Year", "HS", "Value"], ["Row", "HS", "Value"]])
def test_years_and_running_numbers_are_no_codes(head):
    rows = [head, *([str(2020 + n), "0202.30.010", "1000"] for n in range(5))]
    assert set(code_list.from_rows(rows).items) == {"0202.30.010"}


def test_rows_and_columns_that_are_left_out_are_said():
    rows = [
        ["JP", "US"],
        ["0202.30.010", "0202.30.50"],
        ["", "8712.00.15"],
        ["0406.90.090", ""],
        ["0406.10.010", ""],
    ]
    said = " ".join(code_list.from_rows(rows).notes)
    assert "holds codes too" in said
    assert "1 row has nothing in this column" in said


def test_old_line_ends_and_an_unclosed_quotation_mark(tmp_path):
    path = tmp_path / "mac.csv"
    path.write_bytes(b"HS,Name\r0202.30.010,Beef\r8712.00.15,Bicycles\r")
    assert code_file.read(path).items == ("0202.30.010", "8712.00.15")
    path.write_text('HS,Name\n0202.30.010,"Beef\n' + "8712.00.15,Bicycles\n" * 9, encoding="utf-8")
    assert len(code_file.read(path).items) == 10


def test_a_workbook_shows_its_numbers_and_its_codes_are_on_any_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "This is the cover"
    sheet = book.create_sheet("Codes")
    sheet.append(["Code"])
    sheet.append([20230010])
    sheet["A2"].number_format = "000000000"
    book.save(tmp_path / "x.xlsx")
    assert code_file.read(tmp_path / "x.xlsx").items == ("020230010",)
