"""People who save and read at once what they saved, and an officer who accepts; all through HAProxy's web port."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import TracebackType
from typing import Self

from tests.proofs.running import Browser

CODES = ("ORG16", "ORG18", "ORG21")
SAVES_PER_SECOND = 20
ACCEPTED_PER_SECOND = 1
# Whoever waits longer than this for an answer has been given up on.
GIVES_UP_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Save:
    """A save that was answered."""

    key: str
    code: str
    value: str
    at: float
    seconds: float


@dataclass
class Person:
    """Somebody who fills in a report; what was answered and what was read is kept over all trials."""

    browser: Browser
    saves: list[Save] = field(default_factory=list)
    reads: int = 0
    stale: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def work(self, stop: threading.Event, pause: float) -> None:
        """Save ever larger numbers at a steady rate, and look at each at once."""
        due = time.monotonic()
        while not stop.is_set():
            due = max(due + pause, time.monotonic() - pause)
            stop.wait(max(0.0, due - time.monotonic()))
            try:
                self._save_and_look()
            except AssertionError as error:
                self.trouble.append(f"{self.browser.actor.report}: {error}")
                return

    def _save_and_look(self) -> None:
        number = len(self.saves) + 1
        code, value = CODES[number % len(CODES)], str(number)
        started = time.monotonic()
        key = self.browser.save(code, value, until=started + GIVES_UP_SECONDS)
        if key is None:
            raise AssertionError(f"a save was not answered within {GIVES_UP_SECONDS} s")
        now = time.monotonic()
        self.saves.append(Save(key, code, value, now, now - started))
        cells = self.browser.read(until=now + GIVES_UP_SECONDS)
        self.reads += 1
        if cells is None or cells[code] != value:
            self.stale.append(f"{self.browser.actor.report} {code}: saved {value}, read {cells and cells[code]}")


@dataclass
class Officer:
    """Somebody who accepts reports that were handed in, each once, again until it is answered."""

    browser: Browser
    waiting: list[str]
    accepted: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def work(self, stop: threading.Event) -> None:
        """Accept at a steady rate."""
        while self.waiting and not stop.wait(1 / ACCEPTED_PER_SECOND):
            report = self.waiting.pop()
            if self._accept(report):
                self.accepted.append(report)

    def _accept(self, report: str) -> bool:
        until = time.monotonic() + GIVES_UP_SECONDS
        asked = 0
        while time.monotonic() < until:
            status, answer = self.browser.post(f"{report}tiep-nhan/", "")
            if status == http.client.FOUND or (asked and status == http.client.CONFLICT):
                return True  # asked again it is a conflict: the first time was answered into the void
            if status in {http.client.NOT_FOUND, http.client.FORBIDDEN, http.client.CONFLICT}:
                break
            asked += 1
            time.sleep(0.1)
        self.trouble.append(f"{report} was not accepted: {status} {answer[:200]}")
        return False


@dataclass
class Load:
    """Everybody at work; `saves` of this load only."""

    people: Sequence[Person]
    officer: Officer
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    begins: float = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        self.begins = time.monotonic()
        pause = len(self.people) / SAVES_PER_SECOND
        self.threads = [threading.Thread(target=person.work, args=[self.stop, pause]) for person in self.people]
        self.threads.append(threading.Thread(target=self.officer.work, args=[self.stop]))
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until everybody has the answer to what she asked last."""
        self.stop.set()
        for thread in self.threads:
            thread.join()

    @property
    def saves(self) -> list[Save]:
        """What was answered since it began, oldest first."""
        found = (save for person in self.people for save in person.saves if save.at >= self.begins)
        return sorted(found, key=lambda save: save.at)

    def stood_still(self, since: float) -> float:
        """The longest time after a moment in which no save was answered, in seconds."""
        times = [since, *(save.at for save in self.saves if save.at > since)]
        return max((later - earlier for earlier, later in pairwise(times)), default=0.0)
