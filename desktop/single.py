"""One window for a profile: a second start hands its query to the window that runs, through a local socket.

The socket is a file in the profile (a named pipe on Windows); nothing of it reaches a network. A marker beside it
says that a window runs, so that most starts need not load the socket library at all.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

MARKER: Final = "running.json"
_SOCKET: Final = "desk.socket"
# A path of a local socket is at most 107 bytes on Linux, 103 on macOS.
_LONGEST_PATH: Final = 100
_LARGEST: Final = 65_536
_WAIT_MS: Final = 1_500
_DONE: Final = b"ok\n"


def server_name(profile: Path) -> str:
    """Where the socket of a profile is: in the profile, or, where its path is too long, a name of its own."""
    profile = profile.resolve()
    inside = str(profile / _SOCKET)
    if os.name != "nt" and len(os.fsencode(inside)) <= _LONGEST_PATH:
        return inside
    import hashlib  # noqa: PLC0415  (most profiles have short paths)

    return "usjta-desk-" + hashlib.sha256(str(profile).encode("utf-8", "replace")).hexdigest()[:24]


def hand_over(profile: Path, query: str | None) -> bool:
    """Give a query (or only the wish to be seen) to the window that runs on a profile; whether one took it."""
    try:
        if not (profile / MARKER).is_file():
            return False
    except OSError:
        return False
    import json  # noqa: PLC0415  (every start comes by here; only where a window seems to run it goes on)

    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415

    socket = QLocalSocket()
    socket.connectToServer(server_name(profile))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    message = json.dumps({"query": query or ""}).encode()[: _LARGEST - 1] + b"\n"
    socket.write(message)
    socket.waitForBytesWritten(_WAIT_MS)
    answered = socket.waitForReadyRead(_WAIT_MS) and bytes(socket.readAll().data()).startswith(_DONE)
    socket.disconnectFromServer()
    return bool(answered)


def read(message: bytes) -> str | None:
    """The query of a message; None for what is no message of ours."""
    import json  # noqa: PLC0415

    try:
        found = json.loads(message.decode("utf-8"))
    except ValueError:
        return None
    query = found.get("query") if isinstance(found, dict) else None
    return query if isinstance(query, str) else None


def mark(profile: Path) -> None:
    """Say that a window runs on a profile; where that cannot be written, second starts open windows of their own."""
    with suppress(OSError):
        (profile / MARKER).write_text(f'{{"pid": {os.getpid()}}}\n', encoding="utf-8")


def unmark(profile: Path) -> None:
    """The window is closed."""
    with suppress(OSError):
        (profile / MARKER).unlink(missing_ok=True)
