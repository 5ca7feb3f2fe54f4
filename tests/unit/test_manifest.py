"""What a data pack says of itself: read whole or refused with a reason, put in order by its day."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.manifest import FORMAT, PRODUCT, Manifest, newer, order, read, refusal

GOOD = Manifest(PRODUCT, FORMAT, 8, "2026-11-27", "a" * 64, "b" * 64, 56_000_000, ("HTSUS 2026 Revision 10",))
RELEASES = st.builds(
    lambda day, number: day.isoformat() + (f".{number}" if number > 1 else ""),
    st.dates(),
    st.integers(1, 30),
)


@given(RELEASES, st.integers(1, 2_000_000_000), st.lists(st.text(max_size=20), max_size=4))
def test_what_is_written_is_read_back(release, size, editions):
    made = Manifest(PRODUCT, FORMAT, 8, release, "0" * 64, "f" * 64, size, tuple(editions))
    assert read(made.written()) == made


@given(st.lists(RELEASES, min_size=2, max_size=6))
def test_releases_are_in_order_of_day_and_number(releases):
    for one in releases:
        for other in releases:
            assert newer(one, other) == (order(one) > order(other))
            assert not (newer(one, other) and newer(other, one))
    assert order("2026-11-27") < order("2026-11-27.2") < order("2026-11-28")
    assert newer("2026-01-01", "")


@pytest.mark.parametrize(
    "change",
    [
        {"release": "soon"}, {"release": "2026-11-27.1x"}, {"digest": "a"}, {"sha256": None}, {"size": 0}, {"size": 10**12}, {"size": True},
        {"editions": [1]}, {"editions": "x"}, {"schema": "8"}, {"product": 3}, {"format": None},
    ],
)  # fmt: skip
def test_what_is_not_sound_is_refused(change):
    content = json.loads(GOOD.written()) | change
    with pytest.raises(ValueError):
        read(json.dumps(content).encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    try:
        found = read(content)
    except ValueError:
        return
    assert found.written()


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (GOOD, ""),
        (Manifest("other", 1, 8, "2026-11-27", "a" * 64, "b" * 64, 1, ()), "another program"),
        (Manifest(PRODUCT, 2, 8, "2026-11-27", "a" * 64, "b" * 64, 1, ()), "newer version"),
        (Manifest(PRODUCT, 1, 9, "2026-11-27", "a" * 64, "b" * 64, 1, ()), "needs a newer version of the program"),
        (Manifest(PRODUCT, 1, 7, "2026-11-27", "a" * 64, "b" * 64, 1, ()), "older version of the program"),
        (Manifest(PRODUCT, 1, 8, "2026-11-27", "c" * 64, "b" * 64, 1, ()), "in use already"),
        (Manifest(PRODUCT, 1, 8, "2026-03-01", "a" * 64, "b" * 64, 1, ()), "is older"),
        (Manifest(PRODUCT, 1, 8, "2026-04-01", "a" * 64, "b" * 64, 1, ()), "other content"),
    ],
)  # fmt: skip
def test_why_a_pack_is_not_taken(manifest, said):
    found = refusal(manifest, 8, "2026-04-01", "c" * 64)
    assert found == said if not said else said in found
