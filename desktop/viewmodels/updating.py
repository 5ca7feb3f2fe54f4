"""New data without a network: a pack looked at, installed, reported, and the way back. No Qt here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from desktop.errors import KnownError
from desktop.store import pack as packs
from desktop.store.bundle import Bundle
from desktop.store.installed import DataFolder, Installed
from desktop.store.pack import Pack
from desktop.viewmodels import retied
from desktop.viewmodels.html import Colours
from desktop.viewmodels.proof import day
from desktop.viewmodels.retied import Retied

log = logging.getLogger(__name__)


def _go_on(_share: float) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack that can be installed, in the words in which the user is asked."""

    pack: Pack
    question: str
    explained: str


class Installer:
    """Installs data packs into a profile.

    ``in_use`` is the reference file that is open (None where none could be opened), ``own_release`` that of the program's own data, ``keys`` and ``styles`` are
    the folders of trusted keys and citation styles.
    """

    def __init__(
        self, profile: Path, in_use: Path | None, own_release: str, keys: Path, styles: Path
    ) -> None:
        self._profile = profile
        self._in_use = in_use
        self._own_release = own_release
        self._trusted = packs.keys(keys)
        self._styles = styles
        self.folder = DataFolder(profile)

    def _standing(self) -> tuple[str, str]:
        """Release and digest of the profile's data, which a pack must be newer than; what only this window shows does not count."""
        item = self.in_use()
        if item is not None:
            return item.release, item.digest
        try:
            bundle = Bundle(self._in_use) if self._in_use is not None else None
        except KnownError:
            bundle = None  # what is damaged is what a pack is wanted for
        if bundle is None:
            return self._own_release, ""
        release, digest = bundle.release, bundle.digest
        bundle.close()
        return self._own_release, digest if release == self._own_release else ""

    def offer(self, path: Path) -> Offer:
        """Check a pack before anything changes; KnownError with one sentence where it is refused."""
        pack = packs.look(path, self._trusted)
        release, digest = self._standing()
        packs.refuse(pack, release, digest)
        # The newest edition of each schedule, which titles begin alike.
        newest = {title.split(" ")[0]: title for title in pack.manifest.editions}
        editions = f"{len(pack.manifest.editions)} editions, up to {' and '.join(newest.values())}"
        return Offer(
            pack,
            f"Install the data of {day(pack.manifest.release)}?",
            f"Signed by {pack.signer.name} (key {pack.signer.fingerprint}); the signature is good.\n\n"
            f"In it: {editions}.\n\nNow in use: the data of {day(release)}. They are kept, and you can go back to them. "
            "Your notes, tray, bookmarks and lists stay; what reads differently is reported.",
        )

    def install(
        self, path: Path, progress: Callable[[float], bool] = _go_on, offered: Offer | None = None
    ) -> tuple[Path, Retied]:
        """Install a pack: the file to open, and what it means for the user's own things.

        KnownError, and nothing is changed, where it is refused, or is not the one that was ``offered``.
        """
        offer = self.offer(path)
        if offered is not None and offer.pack.content != offered.pack.content:
            raise KnownError(
                f"{path.name} was changed since you were asked; nothing was installed. Open it again."
            )
        before = self.in_use()
        item = self.folder.install(offer.pack, before, progress)
        return self.folder.file(item), self._look_again(self.folder.file(item), item.release)

    def previous(self) -> str | None:
        """What going back would lead to, in words; None where nothing else was in use before."""
        item = self.folder.before(self._own_release)
        if item is None and self.in_use() is None:
            return None
        return f"the data of {day(item.release)}" if item else "the program's own data"

    def go_back(self, own: Path | None) -> tuple[Path, Retied]:
        """Use again what was used before the last pack: the file to open, and what that means."""
        if self.previous() is None:
            raise KnownError("The program's own data are in use; there is nothing to go back to.")
        item = self.folder.before(self._own_release)
        if item is None and own is None:
            raise KnownError("The program's own data are not there; the data in use are unchanged.")
        target = self.folder.file(item) if item is not None else own
        assert target is not None
        bundle = Bundle(target)
        release = bundle.release
        bundle.close()
        self.folder.go_back(self._own_release)
        return target, self._look_again(target, release)

    def _look_again(self, after: Path, release: str) -> Retied:
        """The report; the data are in place whatever becomes of it."""
        if self._in_use is None:
            return Retied("", release, ())
        try:
            return retied.look_again(self._in_use, after, self._profile, self._styles)
        except Exception as error:
            said = (
                error
                if isinstance(error, KnownError)
                else f"the data before are damaged ({type(error).__name__})."
            )
            log.info("no report of the new data", exc_info=error)
            return Retied("", release, (), f"Your own things could not be looked at again: {said}")

    def in_use(self) -> Installed | None:
        """The pack in use."""
        return self.folder.in_use(self._own_release)


def report(found: Retied, colours: Colours) -> str:
    """The report as a page."""
    head = (
        f"<h2>Data of {escape(day(found.release))}</h2>"
        if found.release
        else "<h2>The data were changed</h2>"
    )
    before = (
        ""
        if not found.release_before
        else f"<p>Before: the data of {escape(day(found.release_before))}. They are kept: File › Go back to the data before.</p>"
    )
    rows = sorted(found.rows, key=lambda row: row.same)
    shown = "".join(
        f'<tr><td width="18%" style="border-bottom:1px solid {colours.line}">{escape(row.kind.capitalize())}</td>'
        f'<td width="34%" style="border-bottom:1px solid {colours.line}">{escape(row.name)}</td>'
        f'<td style="border-bottom:1px solid {colours.line}">{_change(row, colours)}</td></tr>'
        for row in rows[:_MOST]
    )
    more = f"<p>{len(rows) - _MOST:,} more are as before.</p>" if len(rows) > _MOST else ""
    table = f'<table width="100%" cellspacing="0" cellpadding="4">{shown}</table>' if shown else ""
    return f'<div style="color:{colours.text}">{head}{before}<p>{escape(found.said)}</p>{table}{more}</div>'


# A page of more rows than this is read by nobody.
_MOST = 300


def _change(row: retied.Row, colours: Colours) -> str:
    if row.same:
        return f'<span style="color:{colours.dim}">{escape(row.after)}</span>'
    return f"{escape(row.after)}<br/><span style='color:{colours.dim}'>before: {escape(row.before)}</span>"
