"""USJTA Desk: every tariff line of the U.S.-Japan Trade Agreement, offline."""

__version__ = "0.1.0"
