"""What the program remembers between starts: one object, one JSON file, written atomically.

Only values that differ from the default are stored. A file that cannot be read is kept as
``settings.broken.json`` and said so; a profile that cannot be written is said once.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

VERSION = 1


class Settings:
    """Remembered state. Sizes are in logical pixels, ``zoom`` in percent.

    A plain class: building a dataclass would cost every start more than reading the file.
    """

    theme: str = "system"
    zoom: int = 100
    query: str = ""
    year: int = 0
    importer: str = ""
    covered: str = ""
    kinds: list[str]
    chapters: list[int]
    group: str = ""
    standings: list[str]
    comparator: str = "cptpp"
    set_name: str = ""
    sort_column: str = ""
    sort_descending: bool = False
    selected: str = ""
    view: str = "lines"
    entry: str = ""
    show_filters: bool = True
    show_detail: bool = True
    geometry: str = ""
    splitter: list[int]
    columns: dict[str, list[str]]
    widths: dict[str, int]
    export_folder: str = ""
    citation_style: str = "bluebook"
    strip_place: list[int]
    linked: bool = True
    chart_width_mm: int = 160
    chart_height_mm: int = 100
    chart_points: int = 8
    chart_dark: bool = False

    def __init__(self) -> None:
        self.kinds = []
        self.chapters = []
        self.standings = []
        self.splitter = []
        self.strip_place = []
        self.columns = {}
        self.widths = {}

    def as_dict(self) -> dict[str, Any]:
        """All values by name."""
        return {name: getattr(self, name) for name in NAMES}

    @property
    def asks_for_something(self) -> bool:
        """Whether the last session left a search, a filter, an order or a year."""
        filters = (
            self.importer, self.covered, self.kinds, self.chapters, self.group, self.standings, self.set_name
        )  # fmt: skip
        return any((self.query, self.year, self.sort_column, *filters))


NAMES = tuple(Settings.__annotations__)


class SettingsFile:
    """Reads and writes the settings of one profile."""

    def __init__(self, profile: Path) -> None:
        self.path = profile / "settings.json"
        self.trouble = ""
        self.settings = Settings()

    def load(self) -> Settings:
        """The stored settings, or defaults; ``trouble`` says in one sentence what went wrong."""
        self.settings = self._load()
        return self.settings

    def _load(self) -> Settings:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return Settings()
        except (OSError, UnicodeDecodeError) as error:
            self.trouble = f"The settings in {self.path} cannot be read ({error}); defaults are used."
            return Settings()
        import json  # noqa: PLC0415  (not needed by a first start)

        try:
            stored = json.loads(text)
            if not isinstance(stored, dict):
                raise ValueError("it is no object")  # noqa: TRY004, TRY301
        except ValueError as error:
            self._keep_broken()
            self.trouble = f"The settings file is damaged ({error}); it was kept as settings.broken.json, defaults are used."
            return Settings()
        return _from(stored)

    def _keep_broken(self) -> None:
        with contextlib.suppress(OSError):
            self.path.replace(self.path.with_name("settings.broken.json"))

    def probe(self) -> None:
        """Find out now, not when the window closes, whether the profile can be written."""
        folder = self.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._say_unsaved(error.strerror or str(error))
            return
        if not os.access(folder, os.W_OK):
            self._say_unsaved("no permission to write")

    def _say_unsaved(self, reason: str) -> None:
        self.trouble = (
            f"Your settings cannot be saved in {self.path.parent} ({reason}); they last until you quit."
        )

    def save(self) -> bool:
        """Write what differs from the defaults; False (and ``trouble``) where the disk refuses."""
        import json  # noqa: PLC0415

        settings = self.settings
        default = Settings().as_dict()
        changed = {key: value for key, value in settings.as_dict().items() if value != default[key]}
        text = json.dumps({"version": VERSION, **changed}, ensure_ascii=False, indent=1)
        partial = self.path.with_name(f"settings.{os.getpid()}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(text + "\n", encoding="utf-8")
            partial.replace(self.path)
        except (OSError, ValueError) as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            reason = getattr(error, "strerror", None) or error
            self._say_unsaved(str(reason))
            return False
        return True


def _from(stored: dict[str, Any]) -> Settings:
    """Settings from stored values; a value of the wrong type is left at its default."""
    settings = Settings()
    for name in NAMES:
        value = stored.get(name)
        if value is not None and _sound(name, value, getattr(settings, name)):
            setattr(settings, name, value)
    settings.zoom = min(300, max(50, settings.zoom))
    settings.chart_width_mm = min(600, max(60, settings.chart_width_mm))
    settings.chart_height_mm = min(800, max(40, settings.chart_height_mm))
    settings.chart_points = min(16, max(6, settings.chart_points))
    return settings


_ITEMS: dict[str, type] = {
    "kinds": str,
    "standings": str,
    "chapters": int,
    "splitter": int,
    "strip_place": int,
    "widths": int,
}


def _sound(name: str, value: object, default: object) -> bool:
    """Whether a stored value is of the type that its name wants, items included."""
    if type(value) is not type(default):
        return False
    if isinstance(value, list):
        return all(type(item) is _ITEMS[name] for item in value)
    if name == "columns" and isinstance(value, dict):
        return all(isinstance(keys, list) and all(type(k) is str for k in keys) for keys in value.values())
    if isinstance(value, dict):
        return all(type(item) is _ITEMS[name] for item in value.values())
    return True
