"""Product groups and chapter names that the filters offer, in our own words.

The groups are those that the standard short account of the agreement names: machine tools,
fasteners, steam turbines, bicycles and parts, musical instruments and green tea on the American
side; beef, pork, cheese and the other farm goods on Japan's. Each is defined by tariff
headings, nothing else, and the definition is shown wherever the count is.
"""

from __future__ import annotations

from typing import Final

# key, title, importer, prefixes of codes
GROUPS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("beef", "Beef", "jp", "0201 0202 020610 020621 020622 020629 021020 160250"),
    ("pork", "Pork", "jp", "0203 020630 020641 020649 021011 021012 021019 160241 160242 160249"),
    ("poultry", "Poultry and eggs", "jp", "0207 0407 0408 160231 160232 160239"),
    ("dairy", "Milk, cream, butter, whey", "jp", "0401 0402 0403 0404 0405"),
    ("cheese", "Cheese", "jp", "0406"),
    ("wheat", "Wheat and its products", "jp", "1001 1101 110311 190219"),
    ("barley", "Barley and malt", "jp", "1003 1107"),
    ("corn", "Corn (maize)", "jp", "1005"),
    ("rice", "Rice", "jp", "1006"),
    ("fruit", "Fruit and nuts", "jp", "08"),
    ("vegetables", "Vegetables", "jp", "07"),
    ("wine", "Wine", "jp", "2204"),
    ("ethanol", "Ethanol", "jp", "2207"),
    ("oils", "Fats and oils", "jp", "15"),
    ("preserved", "Prepared fruit and vegetables", "jp", "20"),
    ("machine-tools", "Machine tools", "us", "8456 8457 8458 8459 8460 8461 8462 8463 8465 8466"),
    ("fasteners", "Fasteners", "us", "7318"),
    ("steam-turbines", "Steam turbines", "us", "8406"),
    ("bicycles", "Bicycles and parts", "us", "8712 8714"),
    ("music", "Musical instruments", "us", "92"),
    ("green-tea", "Green tea", "us", "090210 090220"),
    ("flowers", "Flowers and plants", "us", "0602 0603"),
    ("confectionery", "Confectionery and chocolate", "us", "1704 1806"),
    ("soy-sauce", "Soy sauce", "us", "210310"),
    ("vehicles", "Motor vehicles and parts", "us", "8701 8702 8703 8704 8705 8706 8707 8708"),
)

CHAPTERS: Final[dict[str, str]] = dict(
    line.split(" ", 1)
    for line in """01 Live animals
02 Meat
03 Fish and shellfish
04 Dairy, eggs, honey
05 Other animal products
06 Plants and flowers
07 Vegetables
08 Fruit and nuts
09 Coffee, tea, spices
10 Cereals
11 Flour, malt, starch
12 Oil seeds, plants
13 Gums and resins
14 Plaiting materials
15 Fats and oils
16 Prepared meat and fish
17 Sugar and sweets
18 Cocoa and chocolate
19 Cereal preparations
20 Prepared fruit, vegetables
21 Other food preparations
22 Drinks and spirits
23 Animal feed, residues
24 Tobacco
25 Salt, stone, cement
26 Ores and slag
27 Mineral fuels
28 Inorganic chemicals
29 Organic chemicals
30 Medicines
31 Fertilisers
32 Dyes and paints
33 Perfumes, cosmetics
34 Soap and waxes
35 Proteins, glues
36 Explosives
37 Photographic goods
38 Other chemicals
39 Plastics
40 Rubber
41 Hides and leather
42 Leather goods
43 Furs
44 Wood
45 Cork
46 Basketware
47 Wood pulp
48 Paper
49 Printed matter
50 Silk
51 Wool
52 Cotton
53 Other plant fibres
54 Man-made filaments
55 Man-made staple fibres
56 Felt, rope, nonwovens
57 Carpets
58 Special fabrics
59 Coated fabrics
60 Knitted fabrics
61 Knitted clothing
62 Woven clothing
63 Other textile articles
64 Footwear
65 Headgear
66 Umbrellas, sticks
67 Feathers, artificial flowers
68 Stone articles
69 Ceramics
70 Glass
71 Jewellery, precious metals
72 Iron and steel
73 Iron and steel articles
74 Copper
75 Nickel
76 Aluminium
78 Lead
79 Zinc
80 Tin
81 Other base metals
82 Tools and cutlery
83 Other metal articles
84 Machinery
85 Electrical machinery
86 Railway equipment
87 Vehicles
88 Aircraft
89 Ships
90 Instruments
91 Clocks and watches
92 Musical instruments
93 Arms
94 Furniture, lamps
95 Toys and sports goods
96 Other manufactures
97 Art and antiques
98 Special provisions (U.S.)
99 Temporary provisions (U.S.)""".splitlines()
)

# everyday words, prefixes of codes that they stand for in either schedule
EVERYDAY_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("airplane aeroplane jet", "8802"),
    ("beef 牛肉", "0201 0202 020610 020621 020622 020629 021020 160250"),
    ("car cars automobile 乗用車", "8703"),
    ("auto parts", "8708"),
    ("chicken 鶏肉", "020711 020712 020713 020714 160232"),
    ("chips semiconductor", "8541 8542"),
    ("corn コーン", "1005 071040 200580"),
    ("gasoline petrol", "271012"),
    ("ham bacon", "021011 021012 021019 160241 160242"),
    ("laptop computer", "847130"),
    ("lumber", "4407"),
    ("milk powder", "040210 040221 040229"),
    ("motorbike", "8711"),
    ("orange juice", "200911 200912 200919"),
    ("pet food", "230910"),
    ("phone smartphone", "8517"),
    ("pork 豚肉", "0203 020630 020641 020649 021011 021012 021019 160241 160242 160249"),
    ("potato chips french fries", "200410 200520"),
    ("poultry 家禽肉", "0207 160231 160232 160239"),
    ("sake 日本酒", "220600"),
    ("seafood", "03 1604 1605"),
    ("skim milk", "040210"),
    ("soy sauce 醤油", "210310"),
    ("steel", "72 73"),
    ("tires", "4011"),
    ("toys", "9503"),
    ("truck pickup", "8704"),
    ("tv television", "8528"),
    ("whiskey", "220830"),
)

# mark, meaning as far as it is known, whether the published file states it
MARKS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "( )",
        "Brackets: the rate is published but not applied, another column's is paid.",
        "rule of the schedule",
    ),
    (
        "◎",
        "Holds only for goods put to a prescribed use, by reduction or exemption.",
        "inferred from the lines that carry it",
    ),
    (
        "※",
        "A temporary rate on sugar-containing goods, tied to a condition.",
        "inferred from the lines that carry it",
    ),
    (
        "●",
        "The concession is finer than the statistical line: the rate differs by product within it.",
        "inferred from the lines that carry it",
    ),
    (
        "*",
        "The WTO bound rate counts a levy collected besides the duty (state trading, dairy).",
        "inferred from the lines that carry it",
    ),
    (
        "**",
        "The WTO bound rate counts a levy collected besides the duty (sugar).",
        "inferred from the lines that carry it",
    ),
    (
        "◆n",
        "A numbered footnote of the chapter; its text is not in the published files at hand.",
        "not at hand",
    ),
)
