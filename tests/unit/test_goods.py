from desktop.core import goods


def test_distinguishing_words_come_first():
    assert goods.name(("Live horses, asses, mules and hinnies", "Horses", "Other")) == (
        "Horses › Other",
        "Live horses, asses, mules and hinnies",
    )
    assert goods.name(("Meat of bovine animals, frozen", "Boneless", "- Loin"))[0] == "Loin"


def test_a_price_or_a_season_is_no_name():
    path = ("Melons, fresh", "Watermelons", "If entered during the period from December 1")
    assert goods.name(path)[0].startswith("Watermelons › If entered")


def test_numbering_is_not_a_word():
    assert goods.plain("(2) Other") == "Other"
    assert goods.plain("2 Other") == "Other"
    assert goods.plain("*〔3〕Per each") == "Per each"
    assert goods.plain("A In airtight containers") == "In airtight containers"
    assert goods.plain("Angora goats") == "Angora goats"


def test_where_the_english_is_broad_the_japanese_stands_beside_it():
    name, context = goods.display_name(
        ("Cheese", "Other"), ("チーズ", "2 その他のもの"), english_is_broad=True
    )
    assert name == "Cheese › Other — その他のもの"
    assert context == ""
    path = ("その他のナット", "くり（カスタネア属のもの）", "殻付きのもの")
    name, _ = goods.display_name(("Other nuts", "In shell"), path, english_is_broad=True)
    assert name == "In shell — くり（カスタネア属のもの） › 殻付きのもの"


def test_nothing_gives_nothing():
    assert goods.name(()) == ("", "")
