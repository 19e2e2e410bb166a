"""The line between a browser and the server, which a test can cut.

Chromium's emulated lost connection does not always reach a browser that has just started; a line that is cut answers
nobody.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread

LONGEST_READ = 65_536


class Line:
    """Carries every connection to a port of this machine from a port of its own, until it is cut."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.whole = True
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("localhost", 0))
        Thread(target=self._listen, daemon=True).start()

    @property
    def port(self) -> int:
        """Where browsers connect."""
        return int(self._listener.getsockname()[1])

    def cut(self) -> None:
        """End what is connected and connect nothing more."""
        with self._lock:
            self.whole = False
            self._hang_up(*self._open)
            self._open.clear()

    def mend(self) -> None:
        """Connect again."""
        self.whole = True

    def close(self) -> None:
        """End the line for good."""
        self.cut()
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                caller, _ = self._listener.accept()
                self._connect(caller)

    def _connect(self, caller: socket.socket) -> None:
        with self._lock:
            if not self.whole:
                self._hang_up(caller)
                return
            server = socket.create_connection(("localhost", self.target))
            self._open |= {caller, server}
        for source, sink in ((caller, server), (server, caller)):
            Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):  # either side was cut
            while data := source.recv(LONGEST_READ):
                sink.sendall(data)
        self._hang_up(source, sink)

    @staticmethod
    def _hang_up(*ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to a port of this machine, for as long as the context lasts."""
    line = Line(port)
    try:
        yield line
    finally:
        line.close()
