"""Tables of facts and of links to the entries, links and matrix of the reference file."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.core import crossref
from desktop.core.citation import LAWS
from desktop.core.entry import CHECKS, EVIDENCE, Role
from desktop.errors import KnownError
from desktop.store.schema import STEP

PAPER: Final = "CRS In Focus IF11120"
ROLES: Final = tuple(role.value for role in Role)
# The tables of facts speak of the paper that they were begun from as "seed".
_REWORDED: Final = (
    ("CRS seed confirms", "CRS IF11120 confirms"), ("see figure1_expected.csv", ""), ("the seed", "the paper"),
)  # fmt: skip
# Digital-trade instruments as the matrix writes them, with the ids of their agreements.
INSTRUMENTS: Final = {
    "USJDTA": "in:usjdta", "USMCA": "in:usmca", "TPP": "in:tpp", "CPTPP": "in:cptpp", "EU-Japan EPA": "in:jefta",
    "RCEP": "in:rcep", "WTO": "in:wto",
}  # fmt: skip


# The document that holds the articles of an agreement, as far as ours refer to them.
TEXTS: Final = {
    "usmca": "src-usmca19", "tpp": "src-tpp", "jefta": "src-jefta", "rcep": "src-rcep12", "gatt24": "src-gatt",
    "eca": "src-eca", "cptpp": "src-tpp", "usjta-prot": "src-prot", "tpa": "src-19usc4202", "fw2025": "src-eo14345",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One entry on its way into the reference file."""

    id: str
    kind: str
    branch: tuple[str, ...]
    locator: str
    title: str
    body: str = ""
    label: str = ""
    facts: str = ""
    tags: str = ""
    sources: str = ""
    evidence: str = ""
    note: str = ""
    extra: dict[str, str] | None = None


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [{key: _reworded(value) for key, value in row.items()} for row in csv.DictReader(stream)]


def _reworded(text: str) -> str:
    for old, new in _REWORDED:
        text = text.replace(old, new)
    return text


class Provisions:
    """Reads the tables once; everything else follows from them."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.claims = self._facts("if11120_claims")
        self.usjta = self._facts("usjta_provisions")
        self.usjdta = self._facts("usjdta_articles")
        self.agreements = self._facts("agreements")
        self.parties = self._facts("agreement_parties")
        self.matrix_rows = self._facts("digital_trade_matrix")
        self.timeline = self._facts("timeline")
        self.documents = self._facts("official_documents") + self._links("documents")
        self.own = self._own_names()
        self.entries = list(self._entries())
        self.ids = {row.id for row in self.entries}
        if len(self.ids) != len(self.entries):
            twice = [key for key, n in Counter(row.id for row in self.entries).items() if n > 1]
            raise KnownError(f"entries share an id: {', '.join(twice[:5])}.")

    def _facts(self, name: str) -> list[dict[str, str]]:
        return rows_of(self._data / "facts" / f"{name}.csv")

    def _links(self, name: str) -> list[dict[str, str]]:
        return rows_of(self._data / "links" / f"{name}.csv")

    def _own_names(self) -> dict[str, str]:
        """Our own ids, and locators as cross-references write them, to ids."""
        own = {row["id"]: row["id"] for row in self.usjta + self.usjdta}
        for row in self.usjta:
            part, locator = row["part"], row["locator"]
            if part.startswith("Annex I ") and locator.startswith("Section"):
                own.setdefault(f"Annex I {locator}", row["id"])
            elif part.startswith("Annex II") and locator.startswith("General Note"):
                own.setdefault(f"Annex II {locator}", row["id"])
            elif part == "U.S. law":
                own.setdefault(locator, row["id"])
        own["Annex II General Note 4"] = "usjta-II-gn4"
        own["General Note 36"] = own["General Note 36(a)"]
        own["19 U.S.C. 4202(a)(3)-(4)"] = "usjta-tpa-2"
        own["section 103(a) of the 2015 Act"] = "in:tpa"
        return own

    # --- entries -------------------------------------------------------------------------

    def _entries(self) -> Iterator[Row]:
        yield from self._statements()
        for row in self.usjta:
            yield self._provision(row)
        for row in self.usjdta:
            yield Row(
                row["id"], "provision", ("Digital Trade Agreement (USJDTA)",), f"Article {row['article']}", row["title"],
                row["restatement"], tags=row["tags"], sources=row["source_url"], evidence=row["evidence"],
                note=row["note"], extra={"strength": row["strength"], "subject": row["subject"]},
            )  # fmt: skip
        yield from self._topics()
        yield from self._agreements()
        yield from self._articles()
        for row in self.timeline:
            yield Row(
                f"event:{row['date']}", "event", ("Timeline 2015-2026", row["date"][:4]), row["date"], row["event"],
                row["detail"], tags=row["tags"], sources=row["source_url"], evidence=row["evidence"],
            )  # fmt: skip
        for row in self.documents:
            extra = {
                key: row[key]
                for key in ("publisher", "date", "format", "pages", "url_confidence")
                if row[key]
            }
            yield Row(
                row["id"], "document", ("Official documents",), row["date"], row["title"],
                sources=row["official_url"], extra=extra,
            )  # fmt: skip
        yield from self._figures()

    def _statements(self) -> Iterator[Row]:
        number: Counter[str] = Counter()
        many = Counter(row["para"] for row in self.claims)
        ordered = sorted(self.claims, key=lambda row: (int(row["para"]), row["claim_id"]))
        for row in ordered:
            number[row["para"]] += 1
            section = "Opening" if row["section"] in ("opening", "masthead") else row["section"]
            sub = re.sub(r"^\((.*)\)$", r"\1", row["subsection"])
            branch = (
                (PAPER, section)
                if not sub or sub == "Figure 1"
                else (PAPER, section, sub[:1].upper() + sub[1:])
            )
            place = "heading" if row["para"] == "0" else f"paragraph {row['para']}"
            extra = {key: row[key] for key in ("value", "unit", "year", "kind", "check") if row[key]}
            if row["check_note"]:
                extra["check_note"] = row["check_note"]
            if row["check"] not in CHECKS:
                raise KnownError(
                    f"if11120_claims: {row['claim_id']} has the check {row['check']!r}, which has no words."
                )
            yield Row(
                row["claim_id"], "statement", branch,
                f"{place}, statement {number[row['para']]} of {many[row['para']]}", row["claim"], tags=row["tags"],
                sources=row["check_source"], evidence="A", extra=extra,
            )  # fmt: skip

    def _provision(self, row: dict[str, str]) -> Row:
        if row["evidence"] not in EVIDENCE:
            raise KnownError(f"usjta_provisions: {row['id']} has the evidence grade {row['evidence']!r}.")
        return Row(
            row["id"], "provision", _branch(row), row["locator"], row["title"], row["restatement"], row["page_label"],
            row["facts"], row["tags"], row["source_url"], row["evidence"], row["note"], {"part": row["part"]},
        )  # fmt: skip

    def _topics(self) -> Iterator[Row]:
        seen: dict[str, str] = {}
        for row in self.matrix_rows:
            seen.setdefault(row["topic_id"], row["topic"])
        for key, topic in seen.items():
            own = next(r for r in self.matrix_rows if r["topic_id"] == key and r["instrument"] == "USJDTA")
            yield Row(
                key, "topic", ("Digital trade: 28 topics in 7 instruments",), f"topic {int(key[2:])}", topic,
                f"In USJDTA: {_treatment(own)}.", evidence="",
            )  # fmt: skip

    def _agreements(self) -> Iterator[Row]:
        for row in self.agreements:
            parties = [
                p for p in self.parties if p["agreement"] in (row["short"], row["short"].split(" (")[0])
            ]
            joined = "; ".join(
                f"{p['party']} {p['in_force_for_party'] or 'date not known'}"
                + (" (not verified)" if p["evidence"] == "D" else "")
                for p in parties
            )
            extra = {
                "signed": row["signed"], "in_force": row["in_force"], "reference": row["reference"],
                "parties": row["parties"], "in_force_by_party": joined, "citation": row["bluebook"],
            }  # fmt: skip
            yield Row(
                f"in:{row['id']}", "instrument", ("Agreements and laws",), row["short"], row["full_name"],
                sources=row["official_url"], evidence=row["evidence"], extra={k: v for k, v in extra.items() if v},
            )  # fmt: skip

    def _articles(self) -> Iterator[Row]:
        """Articles of other agreements: what the cross-references and the matrix name."""
        found: dict[str, None] = {}
        for text in self._crossrefs():
            for item in crossref.parse(text, self.own):
                if item.target.startswith("at:"):
                    found.setdefault(item.target)
        names = dict(crossref.AGREEMENTS)
        titles = {row["id"]: row["short"] for row in self.agreements}
        for identifier in sorted(found, key=_article_order):
            agreement, article = crossref.split_article(identifier)
            yield Row(
                identifier, "article", ("Other agreements", titles[names[agreement]]), _article_words(article),
                f"{agreement} {_article_words(article)}", extra={"agreement": f"in:{names[agreement]}"},
            )  # fmt: skip

    def _crossrefs(self) -> Iterator[str]:
        for row in self.usjta + self.usjdta:
            yield row["xref"]
        for row in self.matrix_rows:
            if row["article"] and row["instrument"] != "USJDTA":
                yield self._cell_reference(row)

    def _cell_reference(self, row: dict[str, str]) -> str:
        article = row["article"]
        if row["instrument"] == "WTO" and not article.startswith(("ECA", "GATS", "GATT")):
            return f"WTO {article}"
        return article if row["instrument"] == "WTO" else f"{row['instrument']} {article}"

    def _figures(self) -> Iterator[Row]:
        branch = ("Figures",)

        def _row(table: str, key: str, title: str, value: str, source: str, note: str) -> Row:
            return Row(
                f"figure:{table}:{key}", "figure", (*branch, _TABLES[table]), key.split(":", maxsplit=1)[0], title, value,
                sources=source, note=note,
            )  # fmt: skip

        for row in self._facts("us_japan_facts"):
            yield _row(
                "us_japan_facts", f"{row['year']}:{row['measure']}", f"{row['measure']}, {row['year']}",
                f"{row['value']} {row['unit']} ({row['publisher']})", row["source_url"], row["note"],
            )  # fmt: skip
        for row in self._facts("us_japan_goods_annual"):
            yield _row(
                "us_japan_goods_annual", row["year"], f"U.S.-Japan goods trade, {row['year']}",
                f"U.S. exports {_busd(row['us_exports_musd'])}, imports {_busd(row['us_imports_musd'])}, balance "
                f"{_busd(row['balance_musd'])} ({row['official_source']}, Census basis, not seasonally adjusted)",
                "", f"vintage {row['vintage']}",
            )  # fmt: skip
        for row in self._facts("us_goods_by_partner_2019"):
            yield _row(
                "us_goods_by_partner_2019", row["iso3"], f"U.S. goods trade with {row['partner']}, 2019",
                f"Total {_busd(row['total_musd'])}{_rank(row)}; exports "
                f"{_busd(row['us_exports_musd'])}, imports {_busd(row['us_imports_musd'])}, balance "
                f"{_busd(row['balance_musd'])} (US Census Bureau)",
                "", "goods only; ranks count the members of the European Union one by one",
            )  # fmt: skip
        for row in self._facts("services_fdi_points"):
            yield _row(
                "services_fdi_points", f"{row['year']}:{row['item']}", f"{row['item']}, {row['year']}",
                f"{row['value_busd']} bn USD" + (f" ({row['basis']})" if row["basis"] else "") + f"; {row['publisher']}",
                row["source_url"], "",
            )  # fmt: skip
        for row in self._facts("us_agricultural_exports_to_japan"):
            yield _row(
                "us_agricultural_exports_to_japan", f"{row['year']}:{row['series']}", f"{row['series']}, {row['year']}",
                f"{_busd(row['value_musd'])}" + ("" if row["months"] == "12" else f", {row['months']} months only"),
                row["source_url"], row["note"],
            )  # fmt: skip

    # --- links and matrix ----------------------------------------------------------------

    def links(self) -> Iterator[tuple[str, str, str, str]]:
        """From, role, target, note; a target that no entry has stops the build."""
        for row in self._links("statement_links"):
            yield self._checked(
                row["statement"], row["role"], _target(row["kind"], row["target"]), row["note"]
            )
        yield from self._texts_of_agreements()
        for row in self.usjta + self.usjdta:
            for item in crossref.parse(row["xref"], self.own):
                yield self._checked(row["id"], Role.SAME.value, item.target, item.label)
            for document in self._documents_of(row["source_url"]):
                yield self._checked(row["id"], Role.TEXT.value, document, "")

    def _texts_of_agreements(self) -> Iterator[tuple[str, str, str, str]]:
        for row in self.agreements:
            named = self._documents_of(row["official_url"]) or [TEXTS.get(row["id"], "")]
            for document in filter(None, named):
                yield self._checked(f"in:{row['id']}", Role.TEXT.value, document, "")

    def _documents_of(self, urls: str) -> list[str]:
        """Official documents whose address an entry gives as its source."""
        given = {url.strip() for url in urls.split(" ; ")}
        # A home page that many documents share names none of them.
        shared = Counter(row["official_url"] for row in self.documents)
        return [
            row["id"]
            for row in self.documents
            if row["official_url"] in given and shared[row["official_url"]] == 1
        ]

    def _checked(self, source: str, role: str, target: str, note: str) -> tuple[str, str, str, str]:
        if source not in self.ids:
            raise KnownError(f"a link starts from {source}, which is no entry.")
        if role not in ROLES:
            raise KnownError(f"a link of {source} has the role {role!r}.")
        if target and not target.startswith("lines:") and target not in self.ids:
            raise KnownError(f"{source} links to {target}, which is no entry.")
        return source, role, target, note

    def cells(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        """Topic, instrument, article, its entry, treatment, evidence."""
        for row in self.matrix_rows:
            if row["instrument"] not in INSTRUMENTS:
                raise KnownError(f"digital_trade_matrix names the instrument {row['instrument']!r}.")
            target = ""
            if row["article"] and row["instrument"] == "USJDTA":
                first = re.match(r"\d+", row["article"])
                target = f"usjdta-{first[0]}" if first else ""
            elif row["article"]:
                found = crossref.parse(self._cell_reference(row), self.own)
                target = found[0].target if found else ""
            yield (
                row["topic_id"],
                row["instrument"],
                row["article"],
                target,
                row["treatment"],
                row["evidence"],
            )

    def citations(self) -> Iterator[tuple[str, str, str]]:
        """Fields of citations written by hand; each stands once and belongs to an entry or a law."""
        known = {row.id for row in self.entries} | set(LAWS)
        seen: set[tuple[str, str]] = set()
        for row in self._links("citation_fields"):
            key = (row["id"], row["field"])
            if row["id"] not in known or key in seen or not row["value"]:
                raise KnownError(
                    f"citation_fields: {row['id']} {row['field']} is unknown, empty or stands twice."
                )
            seen.add(key)
            yield row["id"], row["field"], row["value"]

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Rows of the table of entries."""
        for place, row in enumerate(self.entries, 1):
            yield (
                row.id, place, row.kind, STEP.join(row.branch), row.locator, row.label, row.title, row.body, row.facts,
                row.tags, row.sources, row.evidence, row.note,
                json.dumps(row.extra, ensure_ascii=False, sort_keys=True) if row.extra else "",
            )  # fmt: skip


_TABLES: Final = {
    "us_japan_facts": "Points from official papers",
    "us_japan_goods_annual": "Goods trade by year (Census)",
    "us_goods_by_partner_2019": "Goods trade by partner, 2019 (Census)",
    "services_fdi_points": "Services and direct investment",
    "us_agricultural_exports_to_japan": "Farm exports to Japan",
}


def _busd(millions: str) -> str:
    """Millions as published to billions with one decimal, only for reading; the table keeps the figure."""
    value = float(millions) / 1000
    return f"{'-' if value < 0 else ''}${abs(value):,.1f} bn"


def _rank(row: dict[str, str]) -> str:
    return f", rank {row['rank_total_goods']}" if row["rank_total_goods"] else ""


def _treatment(row: dict[str, str]) -> str:
    article = f"Article {row['article']}, " if row["article"] else ""
    return f"{article}{row['treatment']}" + (" (not verified)" if row["evidence"] == "D" else "")


def _article_words(article: str) -> str:
    return f"Article {article}" if article[:1].isdigit() or re.match(r"[IVX]+\b", article) else article


def _article_order(identifier: str) -> tuple[int, list[int], str]:
    agreement, article = crossref.split_article(identifier)
    names = [name for name, _ in crossref.AGREEMENTS]
    return names.index(agreement), [int(n) for n in re.findall(r"\d+", article)], article


def _target(kind: str, target: str) -> str:
    prefix = {
        "instrument": "in:",
        "article": "at:",
        "event": "event:",
        "figure": "figure:",
        "lines": "lines:",
    }
    return prefix.get(kind, "") + target


_SAFEGUARD: Final = re.compile(r"usjta-sg-|usjta-I-B-4")


def _branch(row: dict[str, str]) -> tuple[str, ...]:
    """Where a provision stands in the outline."""
    name, part = row["id"], row["part"]
    if row["instrument"] == "USJDTA":
        return ("Side letters",)
    if "prot-" in name:
        return ("Protocol of 2022",)
    if part == "main text":
        return ("Trade Agreement (USJTA)",)
    if part.startswith("Side letter"):
        return ("Side letters",)
    if part == "U.S. law":
        return ("U.S. law", _law(row))
    if part.startswith("Annex II"):
        return ("Annex II – United States", _annex_two(row))
    return ("Annex I – Japan", _annex_one(row))


def _annex_one(row: dict[str, str]) -> str:
    name = row["id"]
    if _SAFEGUARD.match(name):
        return (
            "Safeguards: beef triggers by year"
            if re.fullmatch(r"usjta-sg-beef-\d{4}", name)
            else "Safeguards"
        )
    if name.startswith("usjta-q-"):
        return "Quotas"
    if name.startswith("usjta-st-") or name in ("usjta-I-st", "usjta-I-B-5", "usjta-I-B-5-ch"):
        return "Schedule and staging"
    return "Rules of origin" if name.startswith("usjta-I-C") else "General provisions"


def _annex_two(row: dict[str, str]) -> str:
    name = row["id"]
    if name.startswith("usjta-II-gn4"):
        return "Staging categories"
    if "beef" in name:
        return "Beef quota"
    return "Rules of origin" if name == "usjta-II-roo" else "General notes and schedule"


def _law(row: dict[str, str]) -> str:
    name = row["id"]
    if name.startswith("usjta-tpa"):
        return "Trade law of 2015: limits on cuts"
    if re.match(r"usjta-II-hts-[ab]", name):
        return "HTSUS General Note 36"
    return "HTSUS, fees and rules" if name != "usjta-II-beef-2026" else "Beef quota"
