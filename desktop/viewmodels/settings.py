"""What the program remembers between starts: one dataclass, one JSON file, written atomically.

Only values that differ from the default are stored. A file that cannot be read is kept as
``settings.broken.json`` and said so; a profile that cannot be written is said once.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

VERSION = 1


@dataclass(slots=True)
class Settings:
    """Remembered state. Sizes are in logical pixels, ``zoom`` in percent."""

    theme: str = "system"
    zoom: int = 100
    query: str = ""
    year: int = 0
    importer: str = ""
    covered: str = ""
    kinds: list[str] = field(default_factory=list)
    chapters: list[int] = field(default_factory=list)
    group: str = ""
    sort_column: str = ""
    sort_descending: bool = False
    selected: str = ""
    view: str = "lines"
    show_filters: bool = True
    show_detail: bool = True
    geometry: str = ""
    splitter: list[int] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    export_folder: str = ""


class SettingsFile:
    """Reads and writes the settings of one profile."""

    def __init__(self, profile: Path) -> None:
        self.path = profile / "settings.json"
        self.trouble = ""

    def load(self) -> Settings:
        """The stored settings, or defaults; ``trouble`` says in one sentence what went wrong."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return Settings()
        except (OSError, UnicodeDecodeError) as error:
            self.trouble = f"The settings in {self.path} cannot be read ({error}); defaults are used."
            return Settings()
        try:
            stored = json.loads(text)
            if not isinstance(stored, dict):
                raise ValueError("it is no object")  # noqa: TRY004, TRY301
        except ValueError as error:
            self._keep_broken()
            self.trouble = (
                f"The settings file is damaged ({error}); it was kept as settings.broken.json, defaults are used."
            )
            return Settings()
        return _from(stored)

    def _keep_broken(self) -> None:
        with contextlib.suppress(OSError):
            self.path.replace(self.path.with_name("settings.broken.json"))

    def save(self, settings: Settings) -> bool:
        """Write what differs from the defaults; False (and ``trouble``) where the disk refuses."""
        default = asdict(Settings())
        changed = {key: value for key, value in asdict(settings).items() if value != default[key]}
        text = json.dumps({"version": VERSION, **changed}, ensure_ascii=False, indent=1)
        partial = self.path.with_name(f"settings.{os.getpid()}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(text + "\n", encoding="utf-8")
            partial.replace(self.path)
        except OSError as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            reason = error.strerror or error
            self.trouble = f"Your settings cannot be saved in {self.path.parent} ({reason}); they last until you quit."
            return False
        return True


def _from(stored: dict[str, Any]) -> Settings:
    """Settings from stored values; a value of the wrong type is left at its default."""
    settings = Settings()
    for item in fields(Settings):
        value = stored.get(item.name)
        default = getattr(settings, item.name)
        if value is not None and type(value) is type(default) and _sound(value, default):
            setattr(settings, item.name, value)
    settings.zoom = min(300, max(50, settings.zoom))
    return settings


_ITEMS: dict[str, type] = {"kinds": str, "chapters": int, "splitter": int}


def _sound(value: object, default: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str | int) and not isinstance(item, bool) for item in value)
    if isinstance(value, dict):
        return all(isinstance(item, str | int | list) for item in value.values())
    return True
