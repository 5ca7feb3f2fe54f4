"""Listens for second starts on the same profile and passes their queries on."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop import single

_LARGEST: Final = 65_536
log = logging.getLogger(__name__)


class Doorbell(QObject):
    """``rung`` brings the query of a second start, empty where it only wants the window."""

    rung = Signal(str)

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)

    def listen(self) -> bool:
        """Begin to listen; False where another window of this profile does, or the profile cannot be written."""
        name = single.server_name(self._profile)
        # Asked first: listening would take the place of a window that listens already.
        probe = QLocalSocket()
        probe.connectToServer(name)
        if probe.waitForConnected(200):
            probe.disconnectFromServer()
            return False
        # What a killed program left behind answers nobody.
        QLocalServer.removeServer(name)
        if not self._server.listen(name):
            log.info("second starts are not heard: %s", self._server.errorString())
            return False
        single.mark(self._profile)
        return True

    @Slot()
    def _on_connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._on_ready)
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._take(socket)

    @Slot()
    def _on_ready(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        self._take(socket)

    def _take(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > _LARGEST:
            socket.abort()
            return
        if not socket.canReadLine():
            return
        query = single.read(bytes(socket.readLine(_LARGEST).data()))
        if query is None:
            socket.abort()
            return
        socket.write(b"ok\n")
        socket.flush()
        self.rung.emit(query)

    def close(self) -> None:
        """Stop listening."""
        if self._server.isListening():
            self._server.close()
            single.unmark(self._profile)
