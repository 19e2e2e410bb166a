"""How many requests one account may send."""

from __future__ import annotations

import threading
import time
from collections import Counter

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from .auth import user_of

WINDOW_SECONDS = 60
REQUESTS_A_MINUTE = 20_000


class PerAccount(BaseThrottle):
    """So many requests a minute of one account to one process.

    Counted in memory: a program that is loaded whole reports at full speed stays far below it, and counting
    in the database would cost every request more than most of them do.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._window = 0
        self._seen: Counter[int] = Counter()

    def allow_request(self, request: HttpRequest) -> bool:
        """Count a request; say whether it is still within the limit."""
        account = user_of(request).pk
        window = int(time.monotonic() // WINDOW_SECONDS)
        with self._lock:
            if window != self._window:
                self._window = window
                self._seen.clear()
            self._seen[account] += 1
            return self._seen[account] <= self.most

    def wait(self) -> float:
        """Seconds until the next window begins."""
        return WINDOW_SECONDS - time.monotonic() % WINDOW_SECONDS
