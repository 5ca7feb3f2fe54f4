"""The conditions of Japan's published rates: read them, write them back.

Quotas, seasons and groups of parties are understood; a condition on the goods or their use
stays in the words of the schedule (``Stated``), with our English where the word list has it.
"""

from __future__ import annotations

import re
from typing import Final

from desktop.core.duty import (
    OTHER_PARTIES,
    AllOf,
    AnyOf,
    Condition,
    ForCountries,
    InQuota,
    OutOfQuota,
    Remaining,
    Season,
    Stated,
)

WTO_QUOTA: Final = "WTO"
EU_QUOTA: Final = "EU"

COUNTRIES: Final = {
    "オーストラリア": "Australia",
    "ニュージーランド": "New Zealand",
    "カナダ": "Canada",
    "チリ": "Chile",
    "マレーシア": "Malaysia",
    "メキシコ": "Mexico",
    "ベトナム": "Viet Nam",
    "ペルー": "Peru",
    "シンガポール": "Singapore",
    "ブルネイ": "Brunei",
    "英国": "the United Kingdom",
    "他の締約国": OTHER_PARTIES,
}
_JAPANESE_NAME: Final = {english: japanese for japanese, english in COUNTRIES.items()}

_WTO_TEXT: Final = "世界貿易機関設立協定の日本国の譲許表における関税割当て"
_EU_TEXT: Final = "欧州連合向けの関税割当て"
_IN: Final = "関税割当数量以内のもの"
_OUT: Final = "関税割当数量以外のもの"
_OTHER: Final = "その他のもの"
_NAMED: Final = re.compile(r"協定附属書2-D付録Aの([TC]\w+-JP\d+)に定める関税割当数量以内のもの")
_ANNEX: Final = re.compile(r"附属書2-A第3編第B節(\d+)に定める関税割当数量以内のもの")
_NAMED_LIST: Final = re.compile(
    r"協定附属書2-D付録Aの(\w+-JP\d+)に定める関税割当数量以内のもの（([^（）]*)に対する待遇）"
    r"及び(\w+-JP\d+)に定める関税割当数量以内のもの（([^（）]*)に対する待遇）"
)
_SEASON: Final = re.compile(
    r"毎年(\d{1,2})月(\d{1,2})日から(?:同年|翌年)(\d{1,2})月(?:(\d{1,2})日|末日)までに輸入されるもの"
)
_TREATMENT: Final = re.compile(r"\A(.*?)（([^（）]*)に対する待遇）\Z", re.DOTALL)
_JOIN: Final = re.compile(r"\A(.+?)(?:であって|で)、\s*(.+)\Z", re.DOTALL)
_EXCEPT: Final = "以外のもの"
MAX_DEPTH: Final = 6


def read(label: str, depth: int = 0) -> Condition:
    """The condition that a label states; what is not a quota, season or party stays in its words."""
    text = label.strip()
    simple = _simple(text)
    if simple is not None or depth >= MAX_DEPTH:
        return simple or Stated(text)
    several = _NAMED_LIST.search(text)
    if several and text.startswith(_OTHER + "で、") and several.end() == len(text):
        pairs = ((several[1], several[2]), (several[3], several[4]))
        named = [AllOf((InQuota(quota), ForCountries(_countries(who)))) for quota, who in pairs]
        return AllOf((Remaining(), AnyOf(tuple(named))))
    treatment = _TREATMENT.match(text)
    if treatment and _known(treatment[2]):
        who = ForCountries(_countries(treatment[2]))
        return _all(read(treatment[1], depth + 1), who) if treatment[1] else who
    return _joined(text, depth) or _goods(text)


def _simple(text: str) -> Condition | None:
    fixed: dict[str, Condition] = {
        _IN: InQuota(), _OUT: OutOfQuota(), _OTHER: Remaining(),
        _WTO_TEXT: InQuota(WTO_QUOTA), _WTO_TEXT + _EXCEPT: OutOfQuota(WTO_QUOTA),
        _EU_TEXT: InQuota(EU_QUOTA),
    }  # fmt: skip
    if text in fixed:
        return fixed[text]
    named = _NAMED.fullmatch(text)
    if named:
        return InQuota(named[1])
    annex = _ANNEX.fullmatch(text)
    if annex:
        return InQuota(f"B-{annex[1]}")
    season = _SEASON.fullmatch(text)
    if season:
        return Season((int(season[1]), int(season[2])), (int(season[3]), int(season[4] or 0)))
    return None


def _joined(text: str, depth: int) -> Condition | None:
    """``Aで、B`` and ``Aであって、B`` where B is a quota; a comma inside a description is none."""
    match = _JOIN.match(text)
    while match:
        second = _simple(match[2].strip())
        if isinstance(second, InQuota | OutOfQuota | Remaining):
            return _all(read(match[1], depth + 1), second)
        later = _JOIN.match(match[2])
        if not later:
            third = _simple_tail(match[2])
            return _all(read(match[1], depth + 1), third) if third else None
        text_before = text[: len(text) - len(match[2])]
        match = re.match(rf"\A({re.escape(text_before)}.+?)(?:であって|で)、\s*(.+)\Z", text, re.DOTALL)
    return None


def _simple_tail(text: str) -> Condition | None:
    """A second part that is a condition of its own but no quota (eligible for preference)."""
    return Stated(text) if text == "特恵輸入対象のもの" else None


def _goods(text: str) -> Stated:
    """Goods, or all but some goods; a part described by what it is not (``少なくとも``) is no exclusion."""
    if text.endswith(_EXCEPT) and len(text) > len(_EXCEPT) and "少なくとも" not in text:
        return Stated(text.removesuffix(_EXCEPT), excluded=True)
    return Stated(text)


def _all(*parts: Condition) -> Condition:
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, AllOf) else (part,))
    return AllOf(tuple(flat))


def _known(names: str) -> bool:
    return all(name in COUNTRIES for name in re.split("、|及び", names))


def _countries(names: str) -> tuple[str, ...]:
    return tuple(COUNTRIES.get(name, name) for name in re.split("、|及び", names))


# --- back to the published form ----------------------------------------------------------


def japanese(condition: Condition) -> str:
    """The condition as the schedule writes it; reading it again gives the same condition."""
    match condition:
        case InQuota() | OutOfQuota():
            return _quota(condition)
        case Season(first, last):
            year = "翌年" if last < first else "同年"
            end = f"{last[1]}日" if last[1] else "末日"
            return f"毎年{first[0]}月{first[1]}日から{year}{last[0]}月{end}までに輸入されるもの"
        case ForCountries(names):
            return f"（{_list(names)}に対する待遇）"
        case Stated(text, excluded):
            return text + _EXCEPT if excluded else text
        case Remaining():
            return _OTHER
        case AnyOf(parts):
            return "及び".join(_part(part).removeprefix("協定附属書2-D付録Aの" if i else "")
                             for i, part in enumerate(parts))  # fmt: skip
        case AllOf(parts):
            return _together(parts)


def _together(parts: tuple[Condition, ...]) -> str:
    out = japanese(parts[0])
    for part in parts[1:]:
        if isinstance(part, ForCountries):
            out += japanese(part)
        else:
            out += ("で、" if out == _OTHER and not _plain_quota(part) else "であって、") + japanese(part)
    return out


def _plain_quota(part: Condition) -> bool:
    return part in (InQuota(), OutOfQuota()) or isinstance(part, Stated)


def _part(part: Condition) -> str:
    return _together(part.parts) if isinstance(part, AllOf) else japanese(part)


def _quota(condition: InQuota | OutOfQuota) -> str:
    name = condition.name
    if isinstance(condition, OutOfQuota):
        return {"": _OUT, WTO_QUOTA: _WTO_TEXT + _EXCEPT}.get(name, name)
    if name in ("", WTO_QUOTA, EU_QUOTA):
        return {"": _IN, WTO_QUOTA: _WTO_TEXT, EU_QUOTA: _EU_TEXT}[name]
    if name.startswith("B-"):
        return f"附属書2-A第3編第B節{name[2:]}に定める関税割当数量以内のもの"
    return f"協定附属書2-D付録Aの{name}に定める関税割当数量以内のもの"


def _list(names: tuple[str, ...]) -> str:
    said = [_JAPANESE_NAME.get(name, name) for name in names]
    return said[0] if len(said) == 1 else "、".join(said[:-1]) + "及び" + said[-1]
