"""Published duties in plain English, their kind, and the percentage where there is just one.

Japan Customs publishes its rates in Japanese; the program shows them in English and keeps
the published text beside. A phrase that is not in the word list stays in Japanese: nothing
is paraphrased by guess. The full grammar of duty expressions is a different module's work;
here is only what a table cell, a filter and an export need.
"""

from __future__ import annotations

import re
from decimal import Decimal

from desktop.core.line import Kind

MARKS = "●◎※*"
_NOTE = re.compile(r"◆\d+")
_CJK = re.compile(r"[\u3041-\u30fa\u3400-\u9fff]")

_COUNTRIES = {
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
    "他の締約国": "the other parties",
}

_LABELS = {
    "関税割当数量以内のもの": "Within the quota",
    "関税割当数量以外のもの": "Outside the quota",
    "特恵輸入対象のもの": "Eligible for preferential import",
    "その他のもの": "Other",
    "砂糖を加えたもの": "Containing added sugar",
    "砂糖を加えたものであって、関税割当数量以内のもの": "Containing added sugar, within the quota",
    "その他のものであって、関税割当数量以内のもの": "Other, within the quota",
    "気密容器入りのもの": "In airtight containers",
    "気密容器入りのもの以外のもの": "Not in airtight containers",
    "世界貿易機関設立協定の日本国の譲許表における関税割当て": "Within Japan's WTO tariff quota",
    "世界貿易機関設立協定の日本国の譲許表における関税割当て以外のものであって、"
    "特恵輸入対象のもの": "Outside Japan's WTO tariff quota, eligible for preferential import",
    "税関当局の監督の下で飼料の原料として使用するもの": "For use as feed under customs supervision",
    "くん製したもの": "Smoked",
    "くん製したもの以外のもの": "Not smoked",
    "欧州連合向けの関税割当て": "Within the quota for the European Union",
    "プロセスチーズの原料として使用するもので、関税割当数量以内のもの": (
        "For use in making processed cheese, within the quota"
    ),
    "シュレッドチーズの原料として使用するもので、関税割当数量以内のもの": (
        "For use in making shredded cheese, within the quota"
    ),
    "チョコレートの原料として使用するもので、関税割当数量以内のもの": (
        "For use in making chocolate, within the quota"
    ),
    "輸入時に青色を加えたものと認識され、配合飼料の製造に使用されるもの": (
        "Coloured blue on import, for making compound feed"
    ),
    "輸入時に青色を加えたものと認識されるもので、配合飼料の製造に使用するもの": (
        "Coloured blue on import, for making compound feed"
    ),
}
_SOFT_CHEESE = (
    "ソフトチーズ（コーデックスのチーズの一般規格（CODEX STANDARD 283-1978）の7.1.1において定義される"
    "軟質に指定される無脂肪状態における水分を超えるものに限る。）"
)
_LABELS |= {
    _SOFT_CHEESE: "Soft cheese (moisture on a fat-free basis above that of Codex 283-1978, 7.1.1)",
    _SOFT_CHEESE + "以外のもの": (
        "Other than soft cheese (moisture on a fat-free basis above that of Codex 283-1978, 7.1.1)"
    ),
    "ミルクの天然の組成分の含有量の合計が乾燥状態において全重量の30%未満のもの": (
        "Natural milk constituents below 30% of the dry weight"
    ),
    "牛の肉及びくず肉を含有しないもの、かつ、ミルクの天然の組成分の含有量の合計が乾燥状態において"
    "全重量の30%未満のもの": (
        "Without beef or bovine offal, and natural milk constituents below 30% of the dry weight"
    ),
}
_LABEL_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"その他のもので、協定附属書2-D付録Aの([TC]\w+-JP\d+)に定める関税割当数量以内のもの"),
        r"Other, within quota \1",
    ),
    (
        re.compile(
            r"その他のもので、協定附属書2-D付録AのCSQ-JP6に定める関税割当数量以内のもの（オーストラリアに"
            r"対する待遇）及びCSQ-JP7に定める関税割当数量以内のもの（カナダに対する待遇）"
        ),
        "Other, within quota CSQ-JP6 (for Australia) or CSQ-JP7 (for Canada)",
    ),
    (
        re.compile(
            r"世界貿易機関設立協定の日本国の譲許表における関税割当て以外のもので、"
            r"附属書2-A第3編第B節(\d+)に定める関税割当数量以内のもの"
        ),
        r"Outside Japan's WTO tariff quota, within the quota of Annex 2-A, Part 3, Section B-\1",
    ),
    (re.compile(r"毎年(\d+)月1日から同年(\d+)月\d+日までに輸入されるもの"), "season"),
    (re.compile(r"毎年(\d+)月1日から翌年(\d+)月末日までに輸入されるもの"), "season"),
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_TREATMENT = re.compile(r"（([^（）]+)に対する待遇）")

_UNITS = {
    "kg": "kg",
    "l": "l",
    "kl": "kl",
    "㎡": "m²",
    "頭": "head",
    "足": "pair",
    "枚": "sheet",
    "本": "piece",
}
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"1キログラムにつき、?(.+?)に係る基準輸入価格と課税価格との差額"),
        r"the difference between the standard import price of \1 and the customs value, per kg",
    ),
    (
        re.compile(r"1頭につき、?(.+?)に係る基準輸入価格と課税価格との差額"),
        r"the difference between the standard import price of \1 and the customs value, per head",
    ),
    (
        re.compile(
            r"1キログラムにつき(.+?)に係る基準輸入価格に([\d.]+)を乗じて得た額と"
            r"課税価格に([\d.]+)を乗じて得た額との差額"
        ),
        r"the difference between \2 times the standard import price of \1 and \3 times the customs value, "
        "per kg",
    ),
    (
        re.compile(
            r"1キログラムにつき、([\d,.]+)円に重量比による乳糖の含有率が(\d+)%を超える1%ごとに([\d,.]+)円を加えた額"
        ),
        r"¥\1/kg + ¥\3/kg for each 1% of lactose by weight over \2%",
    ),
    (
        re.compile(r"(?:当該)?原産品に含まれる砂糖の重量1(?:キログラム|kg)につき([\d,.]+)円"),
        r"¥\1 per kg of sugar contained",
    ),
    (re.compile(r"ただしその税率が(.+?)を下回る場合は\1"), r"but not less than \1"),
    (re.compile(r"(.+)又は(.+?)のうちいずれか低い税率"), r"\1 or \2, whichever is less"),
    (re.compile(r"(.+)又は(.+?)のうちいずれか高い税率"), r"\1 or \2, whichever is greater"),
    (re.compile(r"又は非譲許"), " or not bound"),
    (re.compile(r"又は"), " or "),
    (re.compile(r"無税"), "Free"),
    (re.compile(r"免税"), "Exempt"),
    (re.compile(r"一部"), "in part "),
    (re.compile(r"課税価格"), "customs value"),
    (re.compile(r"豚肉加工品"), "processed pork"),
    (re.compile(r"部分肉"), "pork cuts"),
    (re.compile(r"枝肉"), "pork carcasses"),
    (re.compile(r"生きている豚"), "live pigs"),
    (re.compile(r"([\d,.]+)円"), r"¥\1"),
    (re.compile(r"/(kl|kg|l|㎡|頭|足|枚|本)(?![a-z])"), "unit"),
    (re.compile(r"\s*[＋+]\s*"), " + "),
    (re.compile(r"\s*×\s*"), " × "),
    (re.compile(r"、"), ", "),
    (re.compile(r"(?<=[\w)\]])\s*[-−](?=[\w¥(])"), " − "),
    (re.compile(r"〜"), " to "),
)


def tidy(published: str) -> str:
    """The published text with line breaks that fall inside a rate taken out."""
    text = published.replace("\r", "").strip()
    text = re.sub(r"\n\s*\n+", "\n", text)
    text = re.sub(r"\n(?=/)", "", text)
    text = re.sub(r"(?<=[〜＋+、])\n", "", text)
    text = re.sub(r"無税(?=世界貿易機関設立協定)", "無税\n", text)
    return re.sub(r"\n(?=ただし)", "、", text)


def english(published: str) -> str:
    """English wording of a duty published in Japanese; parts not known stay Japanese.

    >>> english("無税"), english("29.8%＋1,159円/kg")
    ('Free', '29.8% + ¥1,159/kg')
    """
    if re.fullmatch(r"◆\d+", published.strip()):
        return f"see note {published.strip()}"
    parts = []
    for line in tidy(published).split("\n"):
        label, rate = _split_label(line)
        rendered = _rate(rate) if rate else ""
        parts.append(f"{_label(label)}: {rendered}" if label else rendered)
    return "; ".join(parts)


def _split_label(line: str) -> tuple[str, str]:
    label, gap, rate = line.rpartition("\u3000")
    if not gap:
        spaced = re.fullmatch(r"(.*もの(?:（[^（）]*）)?) +(\S.*)", line.strip())
        return (spaced[1], spaced[2]) if spaced else ("", line.strip())
    return label.strip(), rate.strip()


def _label(label: str) -> str:
    whole = _known_label(label)
    if whole:
        return whole
    treatment = _TREATMENT.search(label)
    if treatment:
        names = re.split(r"[、]|及び", treatment[1])
        if all(name in _COUNTRIES for name in names):
            whom = " and ".join(
                filter(None, [", ".join(_COUNTRIES[n] for n in names[:-1]), _COUNTRIES[names[-1]]])
            )
            rest = _TREATMENT.sub("", label, count=1)
            return f"{_label(rest)} (for {whom})" if rest else f"For {whom}"
    return label


def _known_label(label: str) -> str:
    if label in _LABELS:
        return _LABELS[label]
    for pattern, text in _LABEL_PATTERNS:
        match = pattern.fullmatch(label)
        if match and text == "season":
            first, last = (int(match[i]) for i in (1, 2))
            return f"Imported {_MONTHS[first - 1]} to {_MONTHS[last - 1]}"
        if match:
            return match.expand(text)
    return ""


def _rate(rate: str) -> str:
    text = rate.replace("（", "(").replace("）", ")").replace("％", "%").replace("\u3000", " ")
    text = re.sub(r"([\d,]+)万円", lambda m: f"{int(m[1].replace(',', '')) * 10_000:,}円", text)
    for pattern, replacement in _PHRASES:
        if replacement == "unit":
            text = pattern.sub(lambda m: "/" + _UNITS[m[1]], text)
        else:
            text = pattern.sub(replacement, text)
    return re.sub(r" {2,}", " ", text).strip()


def is_bracketed(published: str) -> bool:
    """Whether the whole text stands in brackets: published, but "not applied".

    Ranges such as ``(無税)〜(6%)`` count, as do texts with a mark before the bracket.
    """
    text = tidy(published).replace("（", "(").replace("）", ")")
    if "(" not in text:
        return False
    before = None
    while before != text:
        before, text = text, re.sub(r"\([^()]*\)", "", text)
    return not re.sub(r"[●◎※*〜、\s]|又は|一部|◆\d+", "", text)


def marks(published: str) -> list[str]:
    """The marks that a published text carries, in order: ``●``, ``◎``, ``※``, ``*``, ``**``, ``◆2``."""
    found = re.findall(r"\*\*|[●◎※*]|◆\d+", published)
    return list(dict.fromkeys(found))


def without_marks(published: str) -> str:
    """The published text without its marks and enclosing brackets."""
    text = tidy(re.sub(r"[●◎※*]|◆\d+", "", published)).strip()
    text = text.replace("（", "(").replace("）", ")").replace("％", "%")
    return text[1:-1].strip() if re.fullmatch(r"\([^()]*\)", text) else text


_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")


def percent(published: str) -> Decimal | None:
    """The percentage of a duty, marks and brackets aside; free is zero; None for anything else.

    For comparing cells of one line. What a reader may add up is ``plain_percent``.
    """
    text = without_marks(published)
    if text in ("無税", "免税", "Free", "Exempt"):
        return Decimal(0)
    match = _PERCENT.fullmatch(text)
    return Decimal(match[1]) if match else None


def plain_percent(published: str) -> Decimal | None:
    """The percentage of a duty that is nothing but one: no mark, no bracket, no footnote."""
    return None if marks(published) or is_bracketed(published) else percent(published)


def first_number(published: str) -> Decimal | None:
    """The first figure of a duty, used for order within one kind and for nothing else."""
    match = re.search(r"\d[\d,]*(?:\.\d+)?", without_marks(published))
    return Decimal(match[0].replace(",", "")) if match else None


def kind_japanese(published: str) -> Kind:
    """How a duty published in Japanese is expressed."""
    text = without_marks(published)
    if not text:
        return Kind.REFERENCE if published.strip() else Kind.UNKNOWN
    lines = [_split_label(line) for line in text.split("\n")]
    if any("関税割当" in label or "特恵輸入対象" in label for label, _ in lines):
        return Kind.QUOTA
    if any(label for label, _ in lines) or "◎" in published:
        return Kind.CONDITION
    if "〜" in text or "非譲許" in text or "一部" in text:
        return Kind.RANGE
    if "課税価格" in text or "基準輸入価格" in text:
        return Kind.FORMULA
    return _simple_kind(text, free=text in ("無税", "免税"), money="円" in text)


_REFERENCE_EN = re.compile(r"\b(?:see|applicable|provided)\b", re.IGNORECASE)
_MONEY_EN = re.compile(r"[¢$]")


def kind_english(published: str) -> Kind:
    """How a duty published by the United States is expressed."""
    text = published.strip()
    if not text:
        return Kind.UNKNOWN
    if text.lower().startswith("free"):
        return Kind.FREE if text.lower() == "free" else Kind.CONDITION
    if _REFERENCE_EN.search(text):
        return Kind.REFERENCE
    return _simple_kind(text, free=False, money=bool(_MONEY_EN.search(text)))


def _simple_kind(text: str, *, free: bool, money: bool) -> Kind:
    if free:
        return Kind.FREE
    share = "%" in text
    if share and money:
        return Kind.COMPOUND
    if money:
        several = re.search(r"いずれか|を加えた|less|but not|\+", text)
        return Kind.COMPOUND if several else Kind.PER_UNIT
    if _PERCENT.fullmatch(text):
        return Kind.PERCENT
    return Kind.COMPOUND if share else Kind.UNKNOWN


def is_english(text: str) -> bool:
    """Whether nothing Japanese is left in a wording."""
    return _CJK.search(text) is None
