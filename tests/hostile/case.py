"""What a hostile case is, and the ways in which bad input arrives: browser, API, command line, service."""

from __future__ import annotations

import contextlib
import html
import io
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase

from tests.hostile.stage import FORM, MONTH, Stage
from thidua.cli.main import main
from thidua.core.errors import BadEntries, DomainError

# What a kept record of the attempt itself may add: bad lists stay to be read, failed sign-ins are logged.
LOG = frozenset({"audit_inbox"})
UNIT_LISTS = "/nhap-danh-sach/units/"
KEPT_LIST = LOG | {"exchange_intake", "exchange_intakerow"}


@dataclass(frozen=True)
class Answer:
    """A status (of HTTP, or the exit code of a command) and all that was said."""

    status: int
    text: str


Act = Callable[[Stage], Answer]


@dataclass(frozen=True)
class Case:
    """One kind of bad input.

    `says` must be in the answer. `given` happens before; `beside` are tables that may record the attempt.
    """

    name: str
    act: Act
    status: int
    says: str
    given: Callable[[Stage], object] | None = None
    beside: frozenset[str] = frozenset()


def heard(response: HttpResponseBase) -> Answer:
    """An answer of HTTP: the text of a page without its tags, the address that a redirect leads to."""
    content = getattr(response, "content", b"").decode()
    if "html" in response.get("Content-Type", ""):
        content = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", content)).split())
    return Answer(response.status_code, content + unquote(response.get("Location", "")))


# ── Browser ──────────────────────────────────────────────────────────────────


def visit(who: str, path: str, **headers: str) -> Act:
    """Open an address."""
    return lambda stage: heard(stage.clients[who].get(path, headers=headers))


def post(who: str, path: str, data: dict[str, Any] | None = None, **headers: str) -> Act:
    """Send a form."""
    return lambda stage: heard(stage.clients[who].post(path, data or {}, headers=headers))


def report_path(unit: str, step: str = "", *, period: str = MONTH) -> str:
    """The address of a report, or of a step on its way."""
    return f"/bao-cao/{unit}/{period}/{FORM}/{step}"


def way(who: str, unit: str, step: str, data: dict[str, Any] | None = None, *, period: str = MONTH) -> Act:
    """Take a step on the way of a report: nop, rut-lai, tra-lai, tiep-nhan, dieu-chinh."""
    return post(who, report_path(unit, f"{step}/", period=period), data)


def save(body: bytes, *, who: str = "chair", unit: str = "school", period: str = MONTH, **headers: str) -> Act:
    """Send a burst of edits as the entry grid does."""
    address = report_path(unit, "o/", period=period)
    return lambda stage: heard(
        stage.clients[who].post(
            address, body, content_type="application/json", headers={"Accept": "application/json"} | headers
        )
    )


def upload(content: bytes | Callable[[], bytes], *, name: str = "ds.csv", who: str = "administrator") -> Act:
    """Upload a list of units; what is costly to build is built when it is used."""

    def act(stage: Stage) -> Answer:
        body = content if isinstance(content, bytes) else content()
        return heard(stage.clients[who].post(UNIT_LISTS, {"file": SimpleUploadedFile(name, body)}))

    return act


def commit(content: bytes, *, name: str = "ds.csv") -> Act:
    """Upload a list that can be read, then ask for its units although the preview names bad rows."""

    def act(stage: Stage) -> Answer:
        client = stage.clients["administrator"]
        shown = client.post(UNIT_LISTS, {"file": SimpleUploadedFile(name, content)})
        assert shown.status_code == 302, heard(shown)
        preview = heard(client.get(shown["Location"]))
        refused = heard(client.post(f"{shown['Location']}ghi/"))
        return Answer(refused.status, f"{preview.text}\n{refused.text}")

    return act


def send_file(path: str, content: bytes, name: str, who: str = "chair", field: str = "file", **more: str) -> Act:
    """Send a file with a form."""

    def act(stage: Stage) -> Answer:
        return heard(stage.clients[who].post(path, {field: SimpleUploadedFile(name, content), **more}))

    return act


# ── API ──────────────────────────────────────────────────────────────────────


def call(
    method: str, path: str, body: bytes = b"", *, token: str = "chair", kind: str = "application/json", **headers: str
) -> Act:
    """Ask the API as the program of somebody; every call has a key of its own unless it says otherwise."""

    def act(stage: Stage) -> Answer:
        named = {"Authorization": f"Bearer {stage.tokens.get(token, token)}", "Idempotency-Key": str(uuid4())}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return heard(
            stage.clients["nobody"].generic(method, f"/api/v1{path}", body, content_type=kind, headers=named | given)
        )

    return act


# ── Command line and services ────────────────────────────────────────────────


def command(*arguments: str) -> Act:
    """Run `thidua`."""
    return lambda stage: _run(*arguments)


def load(content: bytes | Callable[[], bytes], *more: str) -> Act:
    """Run `thidua load` with a file."""

    def act(stage: Stage) -> Answer:
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            Path(file.name).write_bytes(content if isinstance(content, bytes) else content())
            return _run("load", file.name, *more)

    return act


def _run(*arguments: str) -> Answer:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = main(list(arguments))
    return Answer(status, said.getvalue())


def service(change: Callable[[Stage], object]) -> Act:
    """Ask a service for a change; the answer is what a page would make of its refusal."""

    def act(stage: Stage) -> Answer:
        try:
            change(stage)
        except DomainError as error:
            entries = error.entries if isinstance(error, BadEntries) else ()
            return Answer(error.status, "\n".join([error.sentence, *(entry.sentence for entry in entries)]))
        return Answer(200, "")

    return act
