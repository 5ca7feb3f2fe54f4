"""Our English for conditions on the goods that Japan's schedule states in Japanese.

Only what was translated with the schedule at hand is here; a condition that is not in the
list stays in Japanese, because nothing is paraphrased by guess.
"""

from __future__ import annotations

from typing import Final

_SOFT_CHEESE: Final = (
    "ソフトチーズ（コーデックスのチーズの一般規格（CODEX STANDARD 283-1978）の7.1.1において定義される"
    "軟質に指定される無脂肪状態における水分を超えるものに限る。）"
)

LABELS: Final[dict[str, str]] = {
    "特恵輸入対象のもの": "eligible for preferential import",
    "砂糖を加えたもの": "containing added sugar",
    "気密容器入りのもの": "in airtight containers",
    "税関当局の監督の下で飼料の原料として使用するもの": "for use as feed under customs supervision",
    "くん製したもの": "smoked",
    "プロセスチーズの原料として使用するもの": "for use in making processed cheese",
    "シュレッドチーズの原料として使用するもの": "for use in making shredded cheese",
    "チョコレートの原料として使用するもの": "for use in making chocolate",
    "トマトケチャップその他のトマトソースの製造に使用するもの": (
        "for use in making tomato ketchup and other tomato sauces"
    ),
    "輸入時に青色を加えたものと認識され、配合飼料の製造に使用されるもの": (
        "coloured blue on import, for making compound feed"
    ),
    "輸入時に青色を加えたものと認識されるもので、配合飼料の製造に使用するもの": (
        "coloured blue on import, for making compound feed"
    ),
    _SOFT_CHEESE: "soft cheese (moisture on a fat-free basis above that of Codex 283-1978, 7.1.1)",
    "ミルクの天然の組成分の含有量の合計が乾燥状態において全重量の30%未満のもの": (
        "natural milk constituents below 30% of the dry weight"
    ),
    "牛の肉及びくず肉を含有しないもの、かつ、ミルクの天然の組成分の含有量の合計が乾燥状態において"
    "全重量の30%未満のもの": (
        "without beef or bovine offal, and natural milk constituents below 30% of the dry weight"
    ),
    "ひよこ豆及びひら豆": "chickpeas and lentils",
    "オレンジ、グレープフルーツ、レモン及びライム": "oranges, grapefruit, lemons and limes",
    "りんご": "apples",
    "さんま": "saury",
    "くらげ": "jellyfish",
    "貝柱": "adductor muscles of shellfish",
    "ネクタイ": "neckties",
    "男子用のもの": "for men or boys",
    "女子用のもの": "for women or girls",
    "人造繊維製のもの": "of man-made fibres",
    "合成繊維製のもの": "of synthetic fibres",
    "膝を覆うもの": "covering the knee",
    "保護用の金属製トーキャップを有するもの": "incorporating a protective metal toe-cap",
}
# "excluded" of these reads better with a word of its own.
EXCLUDED: Final[dict[str, str]] = {
    "気密容器入りのもの": "not in airtight containers",
    "くん製したもの": "not smoked",
}


def english(text: str, *, excluded: bool) -> str:
    """Our English for a condition on the goods, or its Japanese where there is none."""
    if excluded and text in EXCLUDED:
        return EXCLUDED[text]
    said = LABELS.get(text, text)
    return f"other than {said}" if excluded else said
