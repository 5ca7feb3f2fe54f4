"""``--read`` and ``--duty``: JSON out, one sentence for what cannot be used."""

import json

import pytest

from desktop import app


@pytest.fixture
def run(bundle_path, capsys):
    def _run(*arguments):
        code = app.main(["--data", str(bundle_path), *arguments])
        printed = capsys.readouterr()
        return code, (json.loads(printed.out) if printed.out else None), printed.err.strip()

    return _run


def duty(run, line, *arguments):
    code, out, err = run("--duty", line, *arguments)
    assert code == 0, err
    return out, {item["agreement"]: item for item in out["agreements"]}


def test_read_prints_tree_english_and_whether_all_was_understood(run):
    code, out, _ = run("--read", "（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率")
    assert code == 0
    assert out["understood"] is True
    assert out["language"] == "ja"
    assert out["plain"] == "54 yen per kg, or the gap to 524 yen × 1.002, per kg, whichever is less"
    assert out["tree"]["is"] == "LowerOf"
    assert out["tree"]["options"][1] == {
        "is": "Specific",
        "amount": "54",
        "currency": "JPY",
        "unit": {"is": "Unit", "name": "kg"},
    }


def test_read_takes_the_language_and_says_what_it_could_not_read(run):
    code, out, _ = run("--read", "5%", "--language", "ja")
    assert (code, out["language"]) == (0, "ja")
    code, out, _ = run("--read", "5% of something + and")
    assert code == 1
    assert out["understood"] is False
    assert out["reason"]


def test_duty_prints_every_agreement_with_its_steps(run):
    out, found = duty(run, "jp:0203.22.023", "--value", "30000", "--kg", "100")
    assert (out["line"], out["as_of"], out["source_row"]) == ("0203.22.023", 2026, 136)
    assert found["usjta"]["published"] == "（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率"
    assert (found["usjta"]["amount"], found["usjta"]["currency"]) == ("5400", "JPY")
    assert found["usjta"]["steps"][0].startswith("The lower of 1:")
    assert found["without_deal"]["published"] == "482円/kg"
    assert found["without_deal"]["amount"] == "48200"
    assert out["saving_under_usjta"] == {"amount": "42800", "currency": "JPY"}
    assert found["rcep_china"]["amount"] == "48200"  # no concession: the duty without the deal
    assert found["australia"]["needs"][0]["set"] == "quota"
    assert [need["set"] for need in out["needed"]] == ["quota"]


def test_a_stated_fact_is_used_and_an_unused_one_is_named(run):
    out, found = duty(
        run, "jp:0203.22.023", "--value", "30000", "--kg", "100", "--set", "quota=in", "--set", "colour=blue"
    )
    assert out["needed"] == []
    assert found["australia"]["amount"] == "23553"  # 535.53 - 300 yen a kilogram
    assert out["facts_not_used"] == ["colour"]


def test_without_figures_it_says_what_is_needed(run):
    out, found = duty(run, "jp:0203.22.023")
    assert {need["set"] for need in out["needed"]} == {"value", "kg", "quota"}
    assert found["usjta"]["amount"] is None
    assert out["saving_under_usjta"] is None


def test_a_year_without_an_edition_gives_the_inferred_rate_and_says_so(run):
    out, found = duty(run, "jp:0202.30.010", "--value", "1000", "--as-of", "2030")
    assert set(found) == {"without_deal", "usjta"}
    assert found["usjta"]["amount"] == "145"
    assert found["usjta"]["basis"] == "inferred from the staging rule, not published"
    assert found["usjta"]["published"] is None
    assert "no edition for 2030" in out["edition"]


def test_an_american_line_counts_in_dollars(run):
    out, found = duty(run, "us:8712.00.15", "--value", "10,000")
    assert (found["usjta"]["amount"], found["usjta"]["currency"]) == ("550.00", "USD")
    assert set(found) == {"without_deal", "usjta"}
    assert "2025 and 2026" in out["not_included"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("jp:0203.22.023", "--value", "-5"), "cannot be negative"),
        (("jp:0203.22.023", "--value", "1,00,5"), "two ways"),
        (("jp:0203.22.023", "--value", "5", "--currency", "EUR"), "use JPY or USD"),
        (("jp:0203.22.023", "--set", "quota"), "NAME=VALUE"),
        (("jp:0203.22.023", "--set", "yen_per_dollar=0"), "cannot be zero"),
        (("jp:0203.22.023", "--kg", "many"), "is not a figure"),
        (("jp:02",), "more than one line"),
        (("jp:0805.10.000",), "add /1 or /2"),
        (("jp:9999.99.999",), "No line answers"),
        (("",), "names no line"),
        (("jp:0203.22.023", "--kg", ""), "is missing"),
        (("jp:0203.22.023", "--kg", "5", "--quantity", "6", "kg"), "given twice"),
        (("jp:0202.30.010", "--quantity", "5", "bushels"), "is not known"),
        (
            ("jp:0203.22.023", "--value", "5", "--kg", "1", "--set", "quota=maybe"),
            "the answers are in or out",
        ),
        (("jp:0203.22.023", "--set", "=x"), "has no name"),
        (("jp:0202.30.010", "--as-of", "1800"), "Nothing can be said for 1800"),
        (("jp:0202.30.010", "--as-of", "99999999999999999999"), "Nothing can be said"),
    ],
)
def test_what_cannot_be_used_gets_one_sentence(run, arguments, said):
    code, out, err = run("--duty", *arguments)
    assert (code, out) == (1, None)
    assert said in err
    assert "Traceback" not in err


def test_the_second_season_of_a_code_is_named_by_its_number(run):
    out, _ = duty(run, "jp:0805.10.000/2", "--value", "100")
    assert "December" in out["goods"]


def test_what_belongs_to_duty_opens_no_window(run):
    code, _, err = run("--value", "5")
    assert code == 1
    assert "belong to --duty" in err


def test_a_line_outside_the_agreement_saves_nothing(run):
    out, found = duty(run, "us:8703.23.01", "--value", "100")
    assert found["usjta"]["state"] == "outside"
    assert out["saving_under_usjta"] is None


def test_a_preference_that_is_dearer_need_not_be_claimed(run):
    out, found = duty(run, "jp:0402.21.217", "--value", "10000", "--kg", "100")
    assert int(found["usjta"]["amount"]) > int(found["without_deal"]["amount"])
    assert "can be paid instead" in found["usjta"]["remark"]
    assert out["saving_under_usjta"]["amount"] == "0"


def test_a_line_with_a_price_bracket_says_so(run):
    out, _ = duty(run, "jp:0203.22.023", "--value", "30000", "--kg", "100")
    assert "price bracket" in out["note"]


def test_full_width_figures_are_read(run):
    _, out, _ = run("--read", "１２.８％")
    assert (out["language"], out["english"]) == ("ja", "12.8%")


def test_a_filter_that_is_not_understood_writes_no_file(run, tmp_path):
    out = tmp_path / "x.csv"
    code, _, err = run("--export", str(out), "jp: parity:banana")
    assert code == 1
    assert "was not understood" in err
    assert not out.exists()
