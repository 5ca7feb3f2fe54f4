"""State of the calculator: what was typed, what is missing, the last good result."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import Final

from desktop.core.amount import NotAFigure, read_amount
from desktop.core.calculation import PUBLISHED, Calculation, Charge, calculate, duties_of_year
from desktop.core.detail import LineDetail, has_price_bracket
from desktop.core.duty import Currency, units_of
from desktop.core.duty_facts import Need, Shipment, read_fact
from desktop.core.duty_value import ROUNDING
from desktop.core.line import RATE_COLUMNS
from desktop.viewmodels.detail_text import MARKS
from desktop.viewmodels.html import Colours, note, small
from desktop.viewmodels.notes import JAPAN_TAXES, LATER_MEASURES, PRICE_BRACKET

_KEPT: Final = frozenset({"value", "currency", "yen_per_dollar", "kg", "head", "litre"})
CURRENCIES: Final = ("JPY", "USD")
RATE_TITLES: Final = {column.key: column.title for column in RATE_COLUMNS}


class Calculator:
    """Texts by field in, a calculation out; a field that cannot be read leaves the last good result."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.troubles: dict[str, str] = {}
        self.good: Calculation | None = None
        self.stale = False
        self.good_shipment = Shipment()
        self._detail: LineDetail | None = None
        self._year = 0
        self._needs: dict[str, Need] = {}

    @property
    def has_line(self) -> bool:
        """Whether there is a line to compute for."""
        return self._detail is not None

    def set_line(self, detail: LineDetail, year: int) -> bool:
        """Compute for another line or year; True when it is another line.

        Value and quantities stay, answers about goods and quotas belong to the line that asked; the
        old result goes.
        """
        before = self._detail
        other = before is None or before.row[1:4] != detail.row[1:4]
        if before is not None and before.row.importer != detail.row.importer:
            self.texts.pop("currency", None)
        self._detail, self._year = detail, year
        self.good = None
        if other:
            self.texts = {key: text for key, text in self.texts.items() if key in _KEPT}
        return other

    def default(self, key: str) -> str:
        """What a field holds until something is typed: the importing country's currency, else nothing."""
        return self._own if key == "currency" else ""

    @property
    def _own(self) -> Currency:
        assert self._detail is not None
        return "JPY" if self._detail.row.importer == "jp" else "USD"

    def compute(self) -> tuple[Need, ...]:
        """Compute with what was typed; returns every field that the line needs, in order."""
        assert self._detail is not None
        self.troubles = {}
        shipment = self._shipment()
        published = self._detail.edition is not None
        done = calculate(self._detail.duties, shipment, self._year, published=published)
        self.stale = bool(self.troubles) or not any(c.outcome.amount is not None for c in done.charges)
        if not self.stale:
            self.good, self.good_shipment = done, shipment
        return self._fields(done)

    def _fields(self, done: Calculation) -> tuple[Need, ...]:
        """Value and currency always; then quantities the line counts in; then facts asked for or given."""
        assert self._detail is not None
        fields = {
            "value": Need("value", "Customs value"),
            "currency": Need("currency", "Its currency", CURRENCIES),
        }
        if self._currency() != self._own:
            fields["yen_per_dollar"] = Need("yen_per_dollar", "Yen per dollar, as you state it")
        for unit in self._units():
            fields.setdefault(unit, Need(unit, f"Quantity in {unit}"))
        for need in done.asked:
            fields.setdefault(need.key, need)
        # A figure that could not be read stays on the form, with its sentence, until it can.
        for key in self.troubles:
            if key in self._needs:
                fields.setdefault(key, self._needs[key])
        self._needs = fields
        return tuple(fields.values())

    def _units(self) -> list[str]:
        """The units that the duties of the year count the goods in."""
        assert self._detail is not None
        published = self._detail.edition is not None
        duties = duties_of_year(self._detail.duties, self._year, published=published)
        return list(dict.fromkeys(unit.name for unit in units_of(duties) if not unit.of))

    def _currency(self) -> Currency:
        typed = self.texts.get("currency", "")
        return "USD" if typed == "USD" else "JPY" if typed == "JPY" else self._own

    def _shipment(self) -> Shipment:
        quantities: dict[str, Decimal] = {}
        facts: dict[str, str] = {}
        assert self._detail is not None
        counted = self._units()
        value = self._read("value", "The customs value")
        rate = self._read("yen_per_dollar", "The exchange rate")
        if rate == 0:
            self.troubles["yen_per_dollar"] = "The exchange rate cannot be zero."
            rate = None
        for key, text in self.texts.items():
            if key in ("value", "currency", "yen_per_dollar") or not text.strip():
                continue
            if key in counted:
                amount = self._read(key, f"The quantity in {key}")
                if amount is not None:
                    quantities[key] = amount
            elif key not in _KEPT and self._sound(key, text):
                facts[key] = text.strip()
        return Shipment(value, self._currency(), quantities, facts, rate)

    def _sound(self, key: str, text: str) -> bool:
        """Whether a figure that answers a question can be read; if not, the field says why."""
        need = self._needs.get(key)
        if need is None or not need.numeric:
            return True
        try:
            read_fact(text, need)
        except NotAFigure as error:
            self.troubles[key] = str(error)
            return False
        return True

    def _read(self, key: str, what: str) -> Decimal | None:
        text = self.texts.get(key, "")
        if not text.strip():
            return None
        try:
            return read_amount(text, what)
        except NotAFigure as error:
            self.troubles[key] = str(error)
            return None

    # --- the result in words -------------------------------------------------------------

    def html(self, colours: Colours) -> str:
        """Table of amounts with steps; before that, what is still to be answered."""
        if self.good is None:
            return small(
                "Type a customs value, and what else is asked for, to see what each agreement charges.",
                colours,
            )
        line = f"border-bottom:1px solid {colours.line}"
        rows = "".join(self._row(charge, line, colours) for charge in self.good.charges)
        saving = self.good.saving
        head = ""
        if saving is not None:
            rests = " (inferred rates)" if any(c.basis != PUBLISHED for c in self.good.charges) else ""
            said = f"Under USJTA the shipment saves {self._money(saving)}{rests}"
            head = f"<p style='margin:0'><b>{said}</b> against the duty without the deal.</p>"
        stale = note("The figures below are those of the last complete input.", colours) if self.stale else ""
        return (
            f'<div style="color:{colours.text}">{head}{stale}<table width="100%" cellspacing="0" cellpadding="3">{rows}</table>'
            f"{small(self._assumptions(), colours)}</div>"
        )

    def _row(self, charge: Charge, line: str, colours: Colours) -> str:
        amount = self._amount(charge)
        strong = "700" if charge.key == "usjta" else "400"
        basis = "" if charge.basis == "published" else f" ({charge.basis})"
        said = [charge.words + basis, charge.applies, *charge.outcome.steps, charge.outcome.trouble]
        said += [f"Needed: {need.question}" for need in charge.outcome.needs]
        steps = "<br/>".join(escape(text) for text in said if text)
        share = f" ({charge.equivalent_words}%)" if charge.equivalent_words else ""
        title = RATE_TITLES.get(charge.key, charge.title)
        return (
            f'<tr><td style="font-weight:{strong}"><span style="color:{colours.agreement[charge.key]}">{MARKS[charge.key]}</span> '
            f'{escape(title)}</td><td align="right" style="font-weight:{strong}">{escape(amount + share)}</td></tr>'
            f'<tr><td colspan="2" style="{line};color:{colours.dim}">{steps}</td></tr>'
        )

    def _amount(self, charge: Charge) -> str:
        rounded = charge.outcome.rounded
        return "—" if rounded is None else self._money(rounded)

    def _money(self, amount: Decimal) -> str:
        assert self.good is not None
        sign = "¥" if self.good.currency == "JPY" else "$"
        return f"{sign}{amount:,f}"

    def _assumptions(self) -> str:
        """Line, edition, shipment, rounding and what is left out, in one paragraph."""
        assert self._detail is not None
        assert self.good is not None
        detail, shipment = self._detail, self.good_shipment
        edition = detail.edition.title if detail.edition else f"no edition for {self._year}; inferred rates"
        parts = [f"{detail.row.display} as of {self._year} ({edition})"]
        if shipment.value is not None:
            parts.append(f"customs value {shipment.currency} {shipment.value:,f}")
        parts += [f"{amount:,f} {unit}" for unit, amount in shipment.quantities.items()]
        if shipment.yen_per_dollar is not None:
            parts.append(f"{shipment.yen_per_dollar:,f} yen per dollar (as stated)")
        turned_on = {need.key for need in self.good.asked}
        parts += [f"{key}: {answer}" for key, answer in shipment.facts.items() if key in turned_on]
        if detail.row.note:
            parts.append(f"the duty without the deal is not settled by rule ({detail.row.note.rstrip('.')})")
        if has_price_bracket(detail):
            parts.append(PRICE_BRACKET.rstrip("."))
        left_out = LATER_MEASURES if detail.row.importer == "us" else JAPAN_TAXES
        return (
            f"Assumptions: {'; '.join(parts)}. Exact arithmetic, {ROUNDING[self.good.currency]}. {left_out}"
        )

    def as_text(self) -> str:
        """Rows divided by tabs, then the assumptions."""
        assert self.good is not None
        rows = ["Agreement\tDuty\tAmount\tPercent of value\tRemark"]
        rows += [
            f"{charge.title}\t{charge.words}\t{self._amount(charge)}\t{charge.equivalent_words}\t{_remark(charge)}"
            for charge in self.good.charges
        ]
        if self.good.saving is not None:
            rows.append(f"Saved under USJTA\t\t{self._money(self.good.saving)}\t")
        return "\n".join([*rows, "", self._assumptions()]) + "\n"

    def as_html(self) -> str:
        """The same as a table with inline styles."""
        assert self.good is not None
        cell = "border:1px solid #999;padding:2px 6px"
        rows = [
            f'<tr><td style="{cell}">{escape(charge.title)}</td><td style="{cell}">{escape(charge.words)}</td>'
            f'<td style="{cell};text-align:right">{escape(self._amount(charge))}</td>'
            f'<td style="{cell};text-align:right">{escape(charge.equivalent_words)}</td>'
            f'<td style="{cell}">{escape(_remark(charge))}</td></tr>'
            for charge in self.good.charges
        ]
        head = "".join(
            f'<th style="{cell}">{text}</th>'
            for text in ("Agreement", "Duty", "Amount", "% of value", "Remark")
        )
        return f'<table style="border-collapse:collapse"><tr>{head}</tr>{"".join(rows)}</table><p>{escape(self._assumptions())}</p>'


def _remark(charge: Charge) -> str:
    """What a copied figure must not lose: that it is inferred, what is charged instead, what is missing."""
    said = [charge.basis if charge.basis != PUBLISHED else "", charge.applies, charge.outcome.trouble]
    said += [f"needed: {need.question}" for need in charge.outcome.needs]
    return " ".join(filter(None, said))
