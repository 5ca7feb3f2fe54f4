"""Sentences that stand in more than one place: what the rates do not include."""

from __future__ import annotations

from typing import Final

LATER_MEASURES: Final = (
    "Duties that the United States added in 2025 and 2026 outside these columns are not in these rates."
)
PRICE_BRACKET: Final = (
    "This line holds only for goods in the price bracket that its description names; at another price its sister "
    "line applies."
)
JAPAN_TAXES: Final = "Consumption tax and levies collected besides the duty are not included."
