"""What the committed tables say, and that they are what they claim to be."""

import csv
import hashlib
import itertools
import json
import shutil

import pytest

from tests.conftest import ROOT, SHARED

DATA = ROOT / "data"


def rows(name):
    with (DATA / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def package():
    return json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


def test_the_package_describes_every_file_by_its_digest(package):
    described = {resource["path"] for resource in package["resources"]}
    present = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv")}
    assert described == present
    for resource in package["resources"]:
        content = (DATA / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest(), resource["path"]
        assert resource["bytes"] == len(content)


def test_rows_fit_their_schema(package):
    for resource in package["resources"]:
        with (DATA / resource["path"]).open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            fields = resource["schema"]["fields"]
            assert next(reader) == [field["name"] for field in fields]
            keys = [i for i, f in enumerate(fields) if f["name"] in resource["schema"].get("primaryKey", ())]
            whole = [i for i, field in enumerate(fields) if field["type"] == "integer"]
            seen = set()
            for row in reader:
                assert len(row) == len(fields)
                assert all(row[i] == "" or row[i].lstrip("-").isdigit() for i in whole), row
                if keys:
                    key = tuple(row[i] for i in keys)
                    assert key not in seen, (resource["path"], key)
                    seen.add(key)


def test_sources_name_publisher_edition_and_digest(package):
    assert len(package["sources"]) == 18
    for source in package["sources"]:
        assert source["publisher"]
        assert source["title"]
        assert len(source["sha256"]) == 64


def test_the_data_stay_small():
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 30_000_000


def test_american_lines_of_the_agreement_by_year():
    count = {}
    for row in rows("us_usjta"):
        if row["code"] < "98":
            count[row["year"]] = count.get(row["year"], 0) + 1
    assert count == {"2020": 241, "2021": 241} | {str(year): 257 for year in range(2022, 2027)}


def test_bases_of_2019_stand_beside_the_rates_of_2020():
    entries = [row for row in rows("us_usjta") if row["year"] == "2020" and row["code"] < "98"]
    assert all(row["base_2019"] for row in entries)


def test_only_one_line_refers_to_chapter_99():
    found = {row["code"] for row in rows("us_usjta") if "9921.01" in row["rate"]}
    assert found == {"84159080"}


def test_japans_lines_of_the_agreement_in_every_edition():
    order = [row["key"] for row in rows("editions") if row["importer"] == "jp"]
    for edition in order:
        place = order.index(edition)
        found = [
            row["code"] for row in rows("japan_rates")
            if row["usjta"] and order.index(row["first_edition"]) <= place <= order.index(row["last_edition"])
        ]  # fmt: skip
        assert (len(found), len(set(found))) == (606, 605)


def test_the_four_editions_of_japan_make_two_rate_years():
    """A USJTA rate changes only between January and April 2026."""
    seen = {}
    for row in rows("japan_rates"):
        if row["usjta"]:
            seen.setdefault((row["code"], row["seq"]), []).append(row)
    for spans in seen.values():
        for earlier, later in itertools.pairwise(spans):
            if earlier["usjta"] != later["usjta"]:
                assert (earlier["last_edition"], later["first_edition"]) == ("jp-2026-01-01", "jp-2026-04-01")


def test_565_lines_carry_exactly_the_cptpp_text():
    current = [row for row in rows("japan_rates") if row["last_edition"] == "jp-2026-07-09" and row["usjta"]]
    assert sum(row["usjta"] == row["cptpp"] for row in current) == 565


def test_line_counts():
    editions = {row["key"]: int(row["lines"]) for row in rows("editions")}
    assert editions["us-2026-10"] == 14_835
    assert editions["jp-2026-07-09"] == 9_654


def test_two_seasons_of_one_code_do_not_share_the_name_of_one():
    names = {}
    for row in rows("japan_lines"):
        if row["last_edition"] == "jp-2026-07-09":
            names.setdefault(row["code"], []).append(row)
    for lines in names.values():
        if len(lines) > 1:
            same = len({row["path_en"] for row in lines}) < len(lines)
            assert not same or {row["english_quality"] for row in lines} == {"subheading only"}, lines


def test_every_english_name_has_a_known_label():
    from desktop.core.quality import QUALITY_LABEL

    assert {row["english_quality"] for row in rows("japan_lines")} <= set(QUALITY_LABEL)


def test_successors_are_labelled_as_inferred():
    assert {row["basis"] for row in rows("us_succession")} == {"inferred"}


@pytest.mark.raw
def test_the_import_gives_the_committed_tables_to_the_byte(tmp_path):
    from desktop.ingest.tables import build

    # Tables written by hand are not made, only checked.
    shutil.copytree(DATA / "links", tmp_path / "links")
    report = build(SHARED / "raw", SHARED / "facts", tmp_path, lambda text: None, SHARED / "sources")
    assert "raw files checked against PROVENANCE.csv: 18" in report.lines
    for path in sorted(DATA.rglob("*")):
        if path.is_file():
            assert (tmp_path / path.relative_to(DATA)).read_bytes() == path.read_bytes(), path.name
