"""Duties without a window: what a text means, and what a shipment pays, as plain data for JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.core import duty, duty_english, duty_japanese, duty_json, duty_kind, duty_words
from desktop.core.amount import NotAFigure, read_amount
from desktop.core.calculation import Calculation, Charge, calculate
from desktop.core.codes import IMPORTER_NAME
from desktop.core.detail import has_price_bracket
from desktop.core.duty import Currency
from desktop.core.duty_facts import Need, Shipment
from desktop.core.duty_value import ROUNDING
from desktop.core.query import parse
from desktop.core.record import LineRow
from desktop.core.staging import JAPAN_FIRST, JAPAN_LAST, US_FIRST, US_LAST
from desktop.errors import KnownError
from desktop.store.bundle import Bundle
from desktop.store.details import DetailStore
from desktop.store.fulltext import Search
from desktop.store.lines import LineStore
from desktop.viewmodels import notes

KNOWN_UNITS = frozenset(duty_japanese.UNITS.values()) | frozenset(duty_english.UNITS.values())


def read_text(text: str, language: str | None) -> dict[str, Any]:
    """The tree of a published duty, its English, and how far it was understood."""
    chosen = language or ("ja" if re.search(r"[\u3041-\u30fa\u3400-\u9fff●◎※◆０-９％．]", text) else "en")
    tree = (duty_japanese if chosen == "ja" else duty_english).read(text)
    failed = duty.unread(tree)
    return {
        "published": text,
        "language": chosen,
        "understood": failed is None,
        "condition_kept_as_text": failed is None and duty.kept_as_text(tree),
        "reason": "" if failed is None else failed.reason,
        "kind": duty_kind.kind(tree).value,
        "english": duty_words.notation(tree),
        "plain": duty_words.plain(tree),
        "short": duty_words.short(tree),
        "spoken": duty_words.spoken(tree),
        "tree": duty_json.plain(tree),
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A shipment as typed on the command line."""

    line: str
    as_of: int | None = None
    value: str | None = None
    currency: str | None = None
    quantities: Mapping[str, str] = field(default_factory=dict)
    settings: Sequence[str] = ()


def shipment_of(asked: Asked, importer: str) -> Shipment:
    """Read the figures; KnownError with one sentence where one cannot be read."""
    currency: Currency = "JPY" if importer == "jp" else "USD"
    if asked.currency is not None:
        named = asked.currency.strip().upper()
        if named not in ("JPY", "USD"):
            raise KnownError(f"The currency {asked.currency!r} is not known: use JPY or USD.")
        currency = "JPY" if named == "JPY" else "USD"
    facts: dict[str, str] = {}
    for setting in asked.settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise KnownError(f"--set takes NAME=VALUE, such as quota=in; {setting!r} has no “=”.")
        if not key.strip():
            raise KnownError(f"--set takes NAME=VALUE, such as quota=in; {setting[:40]!r} has no name.")
        facts[key.strip()] = value.strip()
    strange = sorted(asked.quantities.keys() - KNOWN_UNITS)
    if strange:
        raise KnownError(
            f"The unit {strange[0][:40]!r} is not known: use one of {', '.join(sorted(KNOWN_UNITS))}."
        )
    try:
        rate = facts.pop("yen_per_dollar", None)
        quantities = {
            unit: read_amount(text, f"The quantity in {unit}") for unit, text in asked.quantities.items()
        }
        return Shipment(
            value=None if asked.value is None else read_amount(asked.value, "The customs value"),
            currency=currency,
            quantities=quantities,
            facts=facts,
            yen_per_dollar=None if rate is None else _rate(rate),
        )
    except NotAFigure as error:
        raise KnownError(str(error)) from error


def _rate(text: str) -> Decimal:
    value = read_amount(text, "The exchange rate")
    if value == 0:
        raise NotAFigure("The exchange rate cannot be zero.")
    return value


def report(bundle_path: Path, asked: Asked) -> dict[str, Any]:
    """What a shipment pays under every agreement on one line."""
    bundle = Bundle(bundle_path)
    try:
        store = LineStore(bundle)
        year = asked.as_of if asked.as_of is not None else max(bundle.years)
        row = find_line(store, asked.line, year)
        _check_year(bundle, row.importer, year)
        shipment = shipment_of(asked, row.importer)
        details = DetailStore(store)
        detail = details.detail(row.id, year if year in bundle.years else max(bundle.years))
        done = calculate(
            detail.duties, shipment, year, published=detail.edition is not None and year in bundle.years
        )
        _check_answers(shipment.facts, done.asked)
        edition = detail.edition if year in bundle.years else None
        return {
            "line": row.display,
            "importer": IMPORTER_NAME[row.importer],
            "goods": row.goods,
            "as_of": year,
            "edition": edition.title
            if edition
            else f"no edition for {year}: inferred rates only, labelled so",
            "source_row": detail.source_row if edition else None,
            "shipment": _shipment(shipment),
            "agreements": [_charge(charge, detail, published=edition is not None) for charge in done.charges],
            "saving_under_usjta": _saving(done),
            "needed": [_need(need) for need in done.needs],
            "facts_not_used": sorted(shipment.facts.keys() - {need.key for need in done.asked}),
            "rounding": ROUNDING[done.currency],
            "note": " ".join(
                filter(None, (row.note, notes.PRICE_BRACKET if has_price_bracket(detail) else ""))
            ),
            "not_included": notes.LATER_MEASURES if row.importer == "us" else notes.JAPAN_TAXES,
        }
    finally:
        bundle.close()


def _check_year(bundle: Bundle, importer: str, year: int) -> None:
    first, last = (JAPAN_FIRST, JAPAN_LAST) if importer == "jp" else (US_FIRST - 1, US_LAST)
    if year not in bundle.years and not first <= year <= last:
        raise KnownError(
            f"Nothing can be said for {year}: rates are published or inferred for {first} to {last}."
        )


def _check_answers(asked: Mapping[str, str], needs: Sequence[Need]) -> None:
    """A stated answer that is none of the possible ones is refused, not asked for again."""
    for need in needs:
        given = asked.get(need.key)
        if given is not None and need.choices and need.key != "country" and given not in need.choices:
            raise KnownError(f"--set {need.key}={given[:40]}: the answers are {' or '.join(need.choices)}.")


def find_line(store: LineStore, typed: str, year: int) -> LineRow:
    """The one line that a query names; ``jp:0805.10.000/2`` is the second of a code that stands twice."""
    text, _, seq = typed.partition("/")
    known = year if year in store.bundle.years else max(store.bundle.years)
    query = parse(text)
    typed = typed.encode("ascii", "backslashreplace").decode()[:40]
    if query.is_empty:
        raise KnownError(f"{typed!r} names no line; name one, such as jp:0202.30.010.")
    found = store.rows(list(Search(store).run(query, known, limit=20).ids), known)
    if seq:
        found = [row for row in found if str(row.seq) == seq.strip()]
    if not found:
        raise KnownError(f"No line answers {typed!r}; name one, such as jp:0202.30.010.")
    if len(found) > 1:
        same = {row.display for row in found}
        if len(same) == 1:
            raise KnownError(
                f"{found[0].display} stands {len(found)} times (seasons); add /1 or /2: "
                + "; ".join(f"/{row.seq} {row.goods}" for row in found)
            )
        shown = ", ".join(sorted(same)[:5])
        raise KnownError(f"{typed!r} names more than one line ({shown} …); name one.")
    return found[0]


def _shipment(shipment: Shipment) -> dict[str, Any]:
    return {
        "value": None if shipment.value is None else format(shipment.value, "f"),
        "currency": shipment.currency,
        "quantities": {unit: format(value, "f") for unit, value in shipment.quantities.items()},
        "facts": dict(shipment.facts),
        "yen_per_dollar": None if shipment.yen_per_dollar is None else format(shipment.yen_per_dollar, "f"),
    }


def _charge(charge: Charge, detail: Any, *, published: bool) -> dict[str, Any]:
    outcome = charge.outcome
    texts = {cell.column: cell.published for cell in detail.cells}
    base = [texts[column] for column in detail.without_deal_column.split("|") if column in texts]
    texts["without_deal"] = "\n\n".join(base)
    return {
        "agreement": charge.key,
        "title": charge.title,
        "state": charge.state,
        "basis": charge.basis,
        "published": (texts.get(charge.key) or charge.words) if published else None,
        "english": charge.words,
        "amount": None if outcome.rounded is None else format(outcome.rounded, "f"),
        "amount_exact": None if outcome.amount is None else str(outcome.amount),
        "currency": outcome.currency,
        "steps": list(outcome.steps),
        "remark": charge.applies,
        "needs": [_need(need) for need in outcome.needs],
        "trouble": outcome.trouble,
        "ad_valorem_equivalent_percent": charge.equivalent_words,
    }


def _need(need: Need) -> dict[str, Any]:
    return {"set": need.key, "question": need.question, "choices": list(need.choices)}


def _saving(done: Calculation) -> dict[str, str] | None:
    saving = done.saving
    return None if saving is None else {"amount": format(saving, "f"), "currency": done.currency}


def dumps(content: object) -> str:
    """JSON for people and programs."""
    return json.dumps(content, ensure_ascii=False, indent=1)
