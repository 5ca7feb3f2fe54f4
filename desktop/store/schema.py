"""Identity and tables of the reference file.

A line here is a *wording* of a tariff line: one code as it reads in a run of editions. Its
``id`` is its place in the default order (lines of the agreement first, Japan before the United
States, then by code), starting at 1, so that the index answers in that order without a sort.
Wordings that the newest edition still has come first and are 1 to N. ``path_en`` and
``path_ja`` are the steps of the path, broadest first, divided by ``STEP``.

``rate`` holds ready cell texts in English; a line of a year without a row there has no edition
for that year. ``standings`` has one letter for each comparator (``core.standing``), or one alone where all are alike. ``duty`` holds the
tree of every published text (``core.duty_json``). ``entry`` holds every statement, provision, agreement, topic, event, document and
figure (``core.entry``); ``shingles`` of ``tie`` are unsigned ints of four bytes. ``rows`` of ``source_row`` are the places in the files of the country's
editions, in order, divided by commas. ``course`` has the agreement's duty by year as a percentage (empty where it is
none) for every covered line, ``outcome`` what becomes of it (``core.outcome``); figures of trade are texts as
published, in millions of dollars (``point``: billions; ``chapter_trade``: dollars). Ranks are unsigned ints of two or four bytes.
"""

from __future__ import annotations

from typing import Final

STEP: Final = " › "
# Divides a cell's text from its short form, where that is another.
SHORT_MARK: Final = "\x1f"
# Imports of 2024 belong to codes of HS 2022; a wording that ended before has none.
TRADE_FROM: Final = "us-2022-10"
APPLICATION_ID: Final = 0x55534A54  # "USJT"
# Raise it with every change in what the builder writes: caches and data packs are named and checked by it.
USER_VERSION: Final = 8

TABLES: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE edition (
    key TEXT PRIMARY KEY, importer TEXT NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL,
    year INTEGER, publisher TEXT NOT NULL, licence TEXT NOT NULL, file TEXT NOT NULL,
    sha256 TEXT NOT NULL, lines INTEGER NOT NULL, place INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE line (
    id INTEGER PRIMARY KEY, importer TEXT NOT NULL, code TEXT NOT NULL, seq INTEGER NOT NULL,
    path_en TEXT NOT NULL, path_ja TEXT NOT NULL, quality TEXT NOT NULL,
    units TEXT NOT NULL, laws TEXT NOT NULL,
    first_edition TEXT NOT NULL, last_edition TEXT NOT NULL
);
CREATE INDEX line_code ON line (code, id);
CREATE TABLE rate (
    year INTEGER NOT NULL, id INTEGER NOT NULL, states TEXT NOT NULL, kind INTEGER NOT NULL,
    note TEXT NOT NULL, standings TEXT NOT NULL, margin TEXT NOT NULL, zero TEXT NOT NULL,
    without_deal TEXT NOT NULL, usjta TEXT NOT NULL, cptpp TEXT NOT NULL, eu TEXT NOT NULL,
    uk TEXT NOT NULL, rcep_asean_anz TEXT NOT NULL, rcep_china TEXT NOT NULL,
    rcep_korea TEXT NOT NULL, australia TEXT NOT NULL,
    PRIMARY KEY (year, id)
) WITHOUT ROWID;
CREATE TABLE trade (code TEXT PRIMARY KEY, value INTEGER NOT NULL, duty INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sort_rank (year INTEGER NOT NULL, name TEXT NOT NULL, ranks BLOB NOT NULL,
    PRIMARY KEY (year, name)) WITHOUT ROWID;
CREATE TABLE attribute (year INTEGER NOT NULL, name TEXT NOT NULL, vals BLOB NOT NULL,
    PRIMARY KEY (year, name)) WITHOUT ROWID;
CREATE TABLE us_rate (
    code TEXT NOT NULL, first_edition TEXT NOT NULL, last_edition TEXT NOT NULL, general TEXT NOT NULL,
    special TEXT NOT NULL, column2 TEXT NOT NULL, rate_level TEXT NOT NULL,
    PRIMARY KEY (code, first_edition)
) WITHOUT ROWID;
CREATE TABLE us_year (
    code TEXT NOT NULL, year INTEGER NOT NULL, edition TEXT NOT NULL, row INTEGER NOT NULL,
    base_2019 TEXT NOT NULL, general TEXT NOT NULL, rate TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (code, year)
) WITHOUT ROWID;
CREATE TABLE us_link (
    old TEXT NOT NULL, new TEXT NOT NULL, kind TEXT NOT NULL, score INTEGER NOT NULL,
    PRIMARY KEY (old, new)
) WITHOUT ROWID;
CREATE TABLE japan_rate (
    code TEXT NOT NULL, seq INTEGER NOT NULL, first_edition TEXT NOT NULL,
    last_edition TEXT NOT NULL, cells TEXT NOT NULL, levels_up TEXT NOT NULL,
    without_deal TEXT NOT NULL, without_deal_column TEXT NOT NULL, without_deal_note TEXT NOT NULL,
    PRIMARY KEY (code, seq, first_edition)
) WITHOUT ROWID;
CREATE TABLE duty (
    language TEXT NOT NULL, published TEXT NOT NULL, tree TEXT NOT NULL, PRIMARY KEY (language, published)
) WITHOUT ROWID;
CREATE TABLE source_row (
    importer TEXT NOT NULL, code TEXT NOT NULL, seq INTEGER NOT NULL, rows TEXT NOT NULL,
    PRIMARY KEY (importer, code, seq)
) WITHOUT ROWID;
CREATE TABLE product_group (key TEXT PRIMARY KEY, place INTEGER NOT NULL, title TEXT NOT NULL,
    importer TEXT NOT NULL, prefixes TEXT NOT NULL, ids BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE chapter (key TEXT PRIMARY KEY, title TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE mark (mark TEXT PRIMARY KEY, meaning TEXT NOT NULL, basis TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (id TEXT PRIMARY KEY, place INTEGER NOT NULL, kind TEXT NOT NULL, branch TEXT NOT NULL,
    locator TEXT NOT NULL, label TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, facts TEXT NOT NULL,
    tags TEXT NOT NULL, sources TEXT NOT NULL, evidence TEXT NOT NULL, note TEXT NOT NULL,
    extra TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE link (place INTEGER PRIMARY KEY, source TEXT NOT NULL, role TEXT NOT NULL, target TEXT NOT NULL,
    note TEXT NOT NULL);
CREATE TABLE matrix (topic TEXT NOT NULL, instrument TEXT NOT NULL, article TEXT NOT NULL, target TEXT NOT NULL,
    treatment TEXT NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (topic, instrument)) WITHOUT ROWID;
CREATE TABLE citation (id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (id, field)) WITHOUT ROWID;
CREATE TABLE tie (entry TEXT NOT NULL, document TEXT NOT NULL, path TEXT NOT NULL, block TEXT NOT NULL,
    offset INTEGER, place INTEGER, words INTEGER, digest TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    opening TEXT NOT NULL, shingles BLOB NOT NULL, PRIMARY KEY (document, entry, path)) WITHOUT ROWID;
CREATE TABLE reading_block (document TEXT NOT NULL, place INTEGER NOT NULL, block TEXT NOT NULL, kind TEXT NOT NULL,
    section TEXT NOT NULL, subsection TEXT NOT NULL, lines TEXT NOT NULL, hashes TEXT NOT NULL,
    PRIMARY KEY (document, place)) WITHOUT ROWID;
CREATE TABLE document_file (sha256 TEXT PRIMARY KEY, document TEXT NOT NULL, edition TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document_sign (place INTEGER PRIMARY KEY, document TEXT NOT NULL, kind TEXT NOT NULL,
    weight INTEGER NOT NULL, value TEXT NOT NULL);
CREATE TABLE line_provision (place INTEGER PRIMARY KEY, importer TEXT NOT NULL, scope TEXT NOT NULL,
    prefixes TEXT NOT NULL, topic TEXT NOT NULL, provision TEXT NOT NULL);
CREATE TABLE unread (language TEXT NOT NULL, published TEXT NOT NULL, cells INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (language, published)) WITHOUT ROWID;
CREATE TABLE course (id INTEGER NOT NULL, year INTEGER NOT NULL, basis TEXT NOT NULL, state TEXT NOT NULL,
    base TEXT NOT NULL, low TEXT NOT NULL, high TEXT NOT NULL, PRIMARY KEY (id, year)) WITHOUT ROWID;
CREATE TABLE outcome (id INTEGER PRIMARY KEY, outcome TEXT NOT NULL);
CREATE TABLE goods_year (year INTEGER PRIMARY KEY, exports TEXT NOT NULL, imports TEXT NOT NULL, balance TEXT NOT NULL,
    publisher TEXT NOT NULL, vintage TEXT NOT NULL);
CREATE TABLE goods_month (year INTEGER NOT NULL, month INTEGER NOT NULL, exports TEXT NOT NULL, imports TEXT NOT NULL,
    PRIMARY KEY (year, month)) WITHOUT ROWID;
CREATE TABLE partner (year INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, total INTEGER NOT NULL,
    exports TEXT NOT NULL, imports TEXT NOT NULL, PRIMARY KEY (year, code)) WITHOUT ROWID;
CREATE TABLE chapter_trade (flow TEXT NOT NULL, year INTEGER NOT NULL, chapter TEXT NOT NULL, months INTEGER NOT NULL,
    value INTEGER NOT NULL, duty INTEGER, PRIMARY KEY (flow, year, chapter)) WITHOUT ROWID;
CREATE TABLE point (place INTEGER PRIMARY KEY, item TEXT NOT NULL, year INTEGER NOT NULL, value TEXT NOT NULL,
    basis TEXT NOT NULL, publisher TEXT NOT NULL, address TEXT NOT NULL);
CREATE TABLE farm (series TEXT NOT NULL, year INTEGER NOT NULL, value TEXT NOT NULL, months INTEGER NOT NULL,
    address TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (series, year)) WITHOUT ROWID;
CREATE TABLE source (file TEXT PRIMARY KEY, title TEXT NOT NULL, publisher TEXT NOT NULL,
    licence TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, hits INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE word_index USING fts5 (
    en, ja, ex, content='', detail=column, prefix='1 2 3', tokenize="unicode61 remove_diacritics 0"
);
"""

# Tables that hold content; the index, the ranks and the attributes follow from them.
CONTENT_TABLES: Final = (
    "edition", "line", "rate", "trade", "us_rate", "us_year", "us_link", "japan_rate",
    "duty", "source_row", "product_group", "chapter", "mark", "entry", "link", "matrix", "citation", "tie",
    "reading_block", "document_file", "document_sign", "line_provision", "unread",
    "course", "outcome", "goods_year", "goods_month", "partner", "chapter_trade", "point", "farm",
    "source", "word",
)  # fmt: skip

# One letter for each state in ``rate.states``, in the order of the rate columns.
STATE_LETTERS: Final[dict[str, str]] = {
    "D": "dutiable", "F": "free", "Z": "zero by staging", "N": "no concession",
    "O": "outside", "P": "not a party", "U": "unknown",
}  # fmt: skip
