"""Every chart over the real data: what is drawn equals its table, what is said is computed, nothing is ever blank."""

import csv
import re
from decimal import Decimal

import pytest

from desktop.core import locator
from desktop.errors import KnownError
from desktop.viewmodels.charts.base import Wanted
from desktop.viewmodels.charts.catalogue import BY_NAME, CHARTS, Charts
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def charts(reference, entries):
    return Charts(reference, entries)


def facts(name):
    with (ROOT / "data" / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def every_choice(charts, name, year):
    """The chart as it stands, and with each value of each of its choices."""
    yield {}
    for choice in charts.choices(name, year):
        for value, _ in choice.values:
            yield {choice.key: value}


def check(figure):
    if figure.empty:
        assert figure.empty.endswith(".")
        assert not list(figure.marks())
        return
    assert figure.title
    assert figure.subtitle
    assert figure.source.startswith("Source: ")
    assert re.search(r"[Dd]ata [0-9a-f]{12}", figure.source), "a chart names the data that it was drawn from"
    assert figure.summary
    assert list(figure.marks()), figure.name
    assert all(len(row) == len(figure.grid.heads) for row in figure.grid.rows)
    assert not figure.keys or len(figure.keys) == len(figure.grid.rows)
    for series, datum in figure.marks():
        assert datum.said.endswith("."), datum.said
        drawn, written = figure.value(series, datum), figure.written(series, datum)
        if drawn is not None:
            assert written == pytest.approx(drawn, rel=1e-9, abs=1e-9), (series.name, datum)
        if datum.place:
            locator.parse(datum.place)


@pytest.mark.parametrize("name", [spec.name for spec in CHARTS])
def test_every_number_drawn_stands_in_the_table(charts, name):
    for options in every_choice(charts, name, 2026):
        check(charts.figure(name, Wanted(2026, options)))


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2022, 2023, 2024, 2025])
def test_every_chart_of_every_year_is_drawn_or_says_why_not(charts, year):
    for spec in CHARTS:
        for options in every_choice(charts, spec.name, year) if spec.dated else [{}]:
            check(charts.figure(spec.name, Wanted(year, options)))


@pytest.mark.parametrize(
    "among", [frozenset(), frozenset({1}), frozenset({12}), frozenset({24_000}), frozenset(range(1, 40))]
)
def test_few_lines_or_none_give_a_picture_or_a_sentence(charts, among):
    for spec in CHARTS:
        if spec.linked:
            for options in every_choice(charts, spec.name, 2026):
                check(charts.figure(spec.name, Wanted(2026, options, among)))


def test_names_of_charts_are_addresses_and_their_choices_are_checked(charts):
    assert len(BY_NAME) == len(CHARTS)
    place = charts.place("outcomes", Wanted(2026, {"country": "us"}))
    assert place.address == "usjta:chart/outcomes?country=us&year=2026"
    assert charts.options_of(locator.parse(place.address), 2026) == {"country": "us"}
    with pytest.raises(KnownError, match="no choice"):
        charts.options_of(locator.parse("usjta:chart/outcomes?country=fr"), 2026)
    with pytest.raises(KnownError, match="no chart"):
        charts.figure("nonsense", Wanted(2026))


# --- what is said ------------------------------------------------------------------------


def test_the_title_of_the_deficit_is_computed_from_the_table(charts):
    figure = charts.figure("trade", Wanted(2026))
    rows = facts("us_japan_goods_annual")
    last = max(rows, key=lambda row: int(row["year"]))
    worst = min(rows, key=lambda row: Decimal(row["balance_musd"]))
    for row in (last, worst):
        assert f"{-Decimal(row['balance_musd']) / 1000:.1f} billion in {row['year']}" in figure.title
    assert len(figure.grid.rows) == len(rows) == 41
    assert [row[3] for row in figure.grid.rows] == [
        f"{Decimal(r['balance_musd']):,}".replace("-", "−") for r in rows
    ]


def test_vintages_are_marked_where_the_series_joins(charts):
    figure = charts.figure("trade", Wanted(2026))
    said = {rule.at: rule.label for rule in figure.rules if "figures of" in rule.label}
    assert said == {2015.5: "figures of Oct 2026", 2021.5: "figures of June 2026"}
    assert {"USJTA signed", "USJTA in force"} <= {rule.label for rule in figure.rules}


def test_the_bases_of_imports_are_never_joined(charts):
    figure = charts.figure("imports-by-year", Wanted(2026))
    for series in figure.series:
        bases = {figure.grid.rows[datum.cell[0]][2] for datum in series.data}
        assert len(bases) == 1
        years = [datum.x for datum in series.data]
        assert years == list(range(int(years[0]), int(years[0]) + len(years))), "no year is bridged"
    part = [s for s in figure.series if s.open]
    assert {d.x for s in part for d in s.data} == {2021}, "the seven months of 2021 stand as open marks"


def test_figure_1_says_which_bars_it_cannot_give(charts):
    figure = charts.figure("partners", Wanted(2026))
    assert "cannot be given" in figure.notes[0]
    paper = next(series for series in figure.series if series.open)
    assert [figure.written(paper, datum) for datum in paper.data] == [125_000, 181_000]
    goods = sorted(facts("us_goods_by_partner_2019"), key=lambda r: -float(r["total_musd"]))
    ranked = [row["partner"] for row in goods if row["rank_total_goods"]]
    assert [row[1] for row in figure.grid.rows[:12]] == ranked[:12]
    assert "4th" in figure.title


def test_rank_and_share_are_those_of_the_files(charts):
    figure = charts.figure("japan-rank", Wanted(2026))
    rows = [row for row in facts("us_goods_by_partner_1985_2015") if row["year"] == "2015"]

    def both(row):
        return Decimal(row["us_exports_musd"] or 0) + Decimal(row["us_imports_musd"] or 0)

    mine = next(row for row in rows if row["partner"] == "Japan")
    share = both(mine) / sum(map(both, rows)) * 100
    last = next(row for row in figure.grid.rows if row[0] == "2015")
    assert last[2] == f"{share:.2f}%"
    assert last[1] == str(1 + sum(both(row) > both(mine) for row in rows))
    assert next(row for row in figure.grid.rows if row[0] == "2019")[1:3] == ("4", "")


@pytest.mark.parametrize(("country", "count"), [("jp", 606), ("us", 257)])
def test_every_line_has_one_outcome(charts, country, count):
    figure = charts.figure("outcomes", Wanted(2026, {"country": country}))
    assert int(figure.grid.rows[0][1]) == count
    assert sum(map(int, figure.grid.rows[0][2:])) == count
    assert sum(int(row[1]) for row in figure.grid.rows[1:]) == count
    lines = [line for _, datum in figure.marks() for line in datum.lines]
    assert len(lines) == len(set(lines)) == count


def test_the_american_lines_of_2021_are_241(charts):
    assert charts.figure("outcomes", Wanted(2021, {"country": "us"})).grid.rows[0][1] == "241"
    assert "no edition" in charts.figure("outcomes", Wanted(2021, {"country": "jp"})).empty


def test_outcomes_follow_the_schedules(charts, reference, store):
    from desktop.core.line_duties import COVERED
    from desktop.core.outcome import Outcome, of
    from desktop.store.duties import DutyStore

    duties = DutyStore(reference.bundle)
    figure = charts.figure("outcomes", Wanted(2026, {"country": "jp"}))
    by_line = {line: series.name for series, datum in figure.marks() for line in datum.lines}
    for row in store.rows(sorted(by_line)[::7], 2026):
        line = duties.of_line(row, 2026)
        assert line.states[1] in COVERED
        assert by_line[row.id] == of("jp", row.kind, line.schedule()).value
    assert set(by_line.values()) <= {outcome.value for outcome in Outcome}


def test_a_dot_of_a_cut_is_the_published_rate(charts, store):
    figure = charts.figure("cuts", Wanted(2026, {"country": "jp"}))
    base, usjta = figure.series
    rows = {row.id: row for row in store.rows([d.lines[0] for d in usjta.data], 2026)}
    for series, place in ((base, 0), (usjta, 1)):
        for datum in series.data:
            cell = rows[datum.lines[0]].rates[place]
            published = 0.0 if cell == "Free" else float(re.search(r"[\d.]+", cell)[0])
            assert datum.x == published, (cell, datum)
    total, *left_out = map(int, re.findall(r"\d+", figure.notes[0]))
    assert total == 606
    assert sum(left_out) + len(usjta.data) == 606


def test_inferred_years_are_dashed_and_named(charts):
    for name in ("free-share", "average-duty", "beef"):
        figure = charts.figure(name, Wanted(2026))
        heads = figure.grid.heads
        basis = next(n for n, head in enumerate(heads) if head.startswith("Basis"))
        for series in figure.series:
            if series.kind in ("line", "steps") and not series.dashed:
                assert all(figure.grid.rows[d.cell[0]][basis] == "published" for d in series.data), (
                    name,
                    series.name,
                )
        assert any(series.dashed for series in figure.series), name


def test_shares_of_free_lines_count_the_lines(charts, store):
    figure = charts.figure("free-share", Wanted(2026))
    by_key = {(row[0], row[1]): row for row in figure.grid.rows}
    from desktop.core.line import RateState

    for importer, country in (("jp", "Japan"), ("us", "United States")):
        covered, mine = store.flags("covered", 2026), store.flags("importer")
        ids = [i for i in range(len(covered)) if covered[i] == 1 and mine[i] == (importer == "us")]
        rows = store.rows(ids, 2026)
        free = sum(row.states[1] in (RateState.FREE, RateState.STAGED_ZERO) for row in rows)
        assert by_key[country, "2026"][2:5] == (str(len(rows)), str(free), f"{free / len(rows) * 100:.1f}%")


def test_parity_counts_are_those_of_the_page(charts, reference):
    from desktop.viewmodels import summary

    page = summary.grid(reference.store, 2026)
    figure = charts.figure("parity", Wanted(2026))
    for row in figure.grid.rows:
        beside = next(r for r in page.rows if r[0] == row[0] and r[1] == "all chapters")
        counts = dict(zip(figure.grid.heads[2:], row[2:], strict=True))
        assert counts["parity"] == beside[page.heads.index("parity")]
        assert counts.get("ahead", "0") == beside[page.heads.index("ahead")]
        assert row[1] == "606"


def test_the_preference_is_reckoned_line_by_line(charts):
    figure = charts.figure("preference", Wanted(2026))
    full = paid = Decimal(0)
    for row in figure.grid.rows:
        value, rate = Decimal(row[2].replace(",", "")), Decimal(row[3].rstrip("%"))
        due = (value * rate / 100).quantize(Decimal(1))
        assert row[4] == f"{due:,}"
        full += value * rate / 100
        paid += Decimal(row[5].replace(",", ""))
    assert f"{(1 - paid / full) * 100:.0f}% of the preference was used" in figure.title


def test_tiles_add_up_to_all_imports(charts):
    figure = charts.figure("american-lines", Wanted(2026))
    total = sum(int(row["value_usd"]) for row in facts("us_imports_from_japan_2024_hts8"))
    assert sum(int(row[2].replace(",", "")) for row in figure.grid.rows) == total
    areas = sum(figure.value(series, datum) for series, datum in figure.marks())
    assert areas == pytest.approx(total, rel=1e-9)


def test_triggers_that_are_not_verified_are_open_and_say_so(charts):
    figure = charts.figure("beef-triggers", Wanted(2026))
    for series in figure.series:
        if series.kind == "dots":
            grades = {figure.grid.rows[datum.cell[0]][3] for datum in series.data}
            assert series.open == all("grade D" in grade for grade in grades)
    assert "not verified" in " ".join(figure.notes)


def test_pork_falls_to_the_gate_price(charts):
    figure = charts.figure("pork", Wanted(2026))
    ours = next(series for series in figure.series if "USJTA" in series.name)
    lowest = min((datum for datum in ours.data if datum.x > 100), key=lambda datum: datum.y)
    assert figure.rules[0].at == lowest.x
    assert f"¥{lowest.x:,.0f}" in figure.rules[0].label


def test_the_matrix_is_read_without_colour(charts, entries):
    figure = charts.figure("digital", Wanted(2026))
    assert sum(1 for _ in figure.marks()) == 28 * 7 == len(entries.store.cells())
    signs = {series.sign for series in figure.series}
    assert len(signs) == len(figure.series), "each strength has a sign of its own"
    for series, datum in figure.marks():
        row, column = datum.cell
        assert figure.grid.rows[row][column].startswith(series.sign)
        assert datum.label.rstrip("?") == series.sign
        assert ("[not verified]" in figure.grid.rows[row][column]) == datum.label.endswith("?")


def test_the_timeline_keeps_later_measures_apart(charts):
    figure = charts.figure("timeline", Wanted(2026))
    assert len(figure.grid.rows) == len(facts("timeline"))
    later = next(series for series in figure.series if series.name.startswith("Later measures"))
    assert all(datum.x >= 2025 for datum in later.data)
    lane = {text: place for place, text in figure.y.ticks}[later.name]
    assert {datum.y for datum in later.data} == {lane}
    beef = charts.figure("timeline", Wanted(2026, {"topic": "beef", "instrument": "USJTA"}))
    wanted = [row for row in facts("timeline") if {"beef", "USJTA"} <= set(row["tags"].split(";"))]
    assert [row[0] for row in beef.grid.rows] == [row["date"] for row in wanted]
    assert (
        "Choose another"
        in charts.figure("timeline", Wanted(2026, {"topic": "beef", "instrument": "RCEP"})).empty
    )
    doubtful = [row for row in figure.grid.rows if row[5] == "D"]
    assert doubtful
    assert all("[not verified]" in row[1] for row in doubtful)


def test_lines_that_share_a_tile_stay_on_their_side(charts, store):
    """The area of the agreement's colour is the share that the title names."""
    figure = charts.figure("american-lines", Wanted(2026))
    inside = next(series for series in figure.series if series.name == "lines of USJTA")
    area = sum(figure.value(inside, datum) for datum in inside.data)
    whole = sum(figure.value(series, datum) for series, datum in figure.marks())
    assert f"{area / whole * 100:.1f}% of U.S. imports" in figure.title
    covered = store.flags("covered", 2024)
    assert all(covered[line] == 1 for datum in inside.data for line in datum.lines)
    assert any("8415.90.80" in note for note in figure.notes), "a line that counts whole says so"


def test_an_agreement_with_a_cap_is_not_drawn_above_it(charts):
    """Australia's pork line for the lowest prices is capped at 482 yen."""
    figure = charts.figure("pork", Wanted(2026))
    australia = next(series for series in figure.series if "Australia" in series.name)
    assert max(datum.y for datum in australia.data) == 482.0
    assert [datum.y for datum in australia.data if datum.x == 500] == [35.53]


def test_no_exception_is_no_limit(entries):
    from desktop.viewmodels.charts import digital

    levels = {
        (cell.instrument, cell.article): digital.LEVELS[digital.level(cell)][1]
        for cell, _ in entries.store.cells()
        if "exception" in cell.treatment or "binding list" in cell.treatment
    }
    assert levels["USMCA", "19.12"] == "binding"
    assert levels["USJDTA", "12"] == "binding"
    assert levels["USMCA", "19.11"] == "binding, with limits or exceptions"


def test_a_part_says_that_it_is_one(charts):
    whole = charts.figure("parity", Wanted(2026))
    part = charts.figure("parity", Wanted(2026, {}, frozenset({4, 5, 6})))
    assert part.title.startswith("Lines shown only: ")
    assert "only the lines" in part.subtitle
    assert not whole.title.startswith("Lines shown only")
