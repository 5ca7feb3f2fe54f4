"""Run Qt-free jobs off the main thread; the newest call on a channel wins."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.errors import KnownError

log = logging.getLogger(__name__)


# Channels whose jobs take seconds; they have a worker of their own, so that no search waits for them.
SLOW = frozenset(
    {"export", "verify", "documents", "reading", "page", "passages", "matching", "changes", "stale"}
)


_STEPS = {
    "documents": "Reading", "reading": "Reading", "page": "Drawing the page", "export": "The export", "search": "The search",
    "counts": "Counting",
}  # fmt: skip


def unfinished(channel: str, error: Exception) -> str:
    """What a job that failed is called, and why it failed, in a sentence."""
    said = str(error) if isinstance(error, KnownError) else f"it stopped ({type(error).__name__})"
    return f"{_STEPS.get(channel, 'A step')} was not finished: {said}"


class Cancel:
    """Tells a job that nobody waits for it any more."""

    def __init__(self) -> None:
        self.requested = False

    def request(self) -> None:
        """Ask the job to stop."""
        self.requested = True


class TaskRunner(QObject):
    """Two worker threads, one for quick jobs and one for slow ones; results come back on the main thread by a queued signal.

    With ``serial`` a job runs at once on the calling thread, which is what tests want.
    """

    failed = Signal(str, object)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None, *, serial: bool = False) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._slow_pool: ThreadPoolExecutor | None = None
        self._serial = serial
        self._live: dict[str, Cancel] = {}
        self._delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)

    def run(self, channel: str, job: Callable[[Cancel], Any], then: Callable[[Any], None]) -> None:
        """Run a job and hand its result to ``then``, unless a newer call on the channel comes first."""
        self.cancel(channel)
        token = self._live[channel] = Cancel()
        if self._serial:
            future: Future[Any] = Future()
            try:
                future.set_result(job(token))
            except Exception as error:  # noqa: BLE001  (handed on as the pool would)
                future.set_exception(error)
            self._on_delivered((channel, token, future, then))
            return
        if self._pool is None:
            # The main thread gets its turn within a millisecond while the worker counts.
            sys.setswitchinterval(0.001)
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="desk")
            self._slow_pool = ThreadPoolExecutor(1, thread_name_prefix="desk-slow")
        pool = self._slow_pool if channel in SLOW else self._pool
        assert pool is not None
        future = pool.submit(job, token)
        future.add_done_callback(lambda done: self._delivered.emit((channel, token, done, then)))

    def cancel(self, channel: str) -> None:
        """Nobody waits for the running job of a channel any more."""
        old = self._live.pop(channel, None)
        if old is not None:
            old.request()

    @Slot(object)
    def _on_delivered(self, parcel: tuple[str, Cancel, Future[Any], Callable[[Any], None]]) -> None:
        channel, token, future, then = parcel
        if self._live.get(channel) is not token:
            return
        del self._live[channel]
        error = future.exception()
        if error is not None:
            log.error("job on channel %s failed", channel, exc_info=error)
            self.failed.emit(channel, error)
        else:
            then(future.result())

    def close(self) -> None:
        """Wait for the worker; nothing is delivered afterwards."""
        for channel in list(self._live):
            self.cancel(channel)
        for pool in (self._pool, self._slow_pool):
            if pool is not None:
                pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._slow_pool = None
