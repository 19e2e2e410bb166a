"""Reads and fills layouts that people have made; run under limits, imports nothing of ours.

Takes one JSON object on standard input and writes a file, or JSON, to standard output. What is wrong with the layout
goes to standard error as JSON {"about": "field" | "syntax" | "file", "name", "said"}, with exit code 3.

    {"do": "fields", "source": base64}                                the names that a Word template uses
    {"do": "word", "source": base64, "fields": {…}, "places": {…}}    the template with its fields filled
    {"do": "pdf", "source": text, "data": JSON, "root", "fonts"}      the layout set as PDF
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

UNUSABLE = 3
_UNKNOWN_KEY = re.compile(r'does not contain key "([^"]{1,80})"')
_UNKNOWN_NAME = re.compile(r"unknown variable: (\S{1,80})")
_LINE = re.compile(r"┌─ [^\n]*:(\d+):\d+")


def fill_fields(source: bytes, fields: Mapping[str, Any], places: Mapping[str, str]) -> Any:
    """A Word template with its fields filled, a document of python-docx; each place becomes a paragraph with its mark.

    Raises jinja2.TemplateError for a field that is not there and for a broken sentence of the template.
    """
    from docxtpl import DocxTemplate
    from markupsafe import Markup

    paragraph = Markup("<w:p><w:r><w:t>{}</w:t></w:r></w:p>")
    template = DocxTemplate(io.BytesIO(source))
    marks = {name: paragraph.format(mark) for name, mark in places.items()}
    template.render({**fields, **marks}, jinja_env=_environment(), autoescape=True)
    return template.docx


def _environment() -> Any:
    """Templates may name fields and repeat lines; they reach no Python behind them."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(undefined=StrictUndefined)


def _fields(task: Mapping[str, Any]) -> bytes:
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(base64.b64decode(task["source"])))
    return json.dumps(sorted(template.get_undeclared_template_variables(_environment()))).encode()


def _word(task: Mapping[str, Any]) -> bytes:
    out = io.BytesIO()
    fill_fields(base64.b64decode(task["source"]), task["fields"], task["places"]).save(out)
    return out.getvalue()


def _pdf(task: Mapping[str, Any]) -> bytes:
    # Packages would come over the network: what asks for one finds nobody there.
    os.environ.update(dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"))
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[task["fonts"]])
    nowhere = os.path.join(task["root"], "packages")  # noqa: PTH118  (typst takes plain paths)
    answer = typst.Compiler(
        root=task["root"], font_paths=fonts, ignore_system_fonts=True, package_path=nowhere, package_cache_path=nowhere
    ).compile(input=task["source"].encode(), format="pdf", sys_inputs={"data": task["data"]})
    assert isinstance(answer, bytes)
    return answer


_TASKS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {"fields": _fields, "word": _word, "pdf": _pdf}


def _give_up(about: str, name: str, said: str) -> NoReturn:
    sys.stderr.write(json.dumps({"about": about, "name": name, "said": said[:300]}))
    sys.exit(UNUSABLE)


def _blame(error: Exception) -> NoReturn:
    """Say what is wrong with the layout, by the error that it led to."""
    from jinja2 import TemplateError, UndefinedError

    said = str(error)
    if isinstance(error, UndefinedError):
        found = re.search(r"'([^']{1,80})'", said)
        _give_up("field", found[1] if found else "", said)
    if isinstance(error, TemplateError):
        _give_up("syntax", "", said)
    message = getattr(error, "message", "")
    if message:
        found = _UNKNOWN_KEY.search(message) or _UNKNOWN_NAME.search(message)
        line = _LINE.search(getattr(error, "diagnostic", ""))
        _give_up("field" if found else "syntax", found[1] if found else line[1] if line else "", message)
    _give_up("file", "", said)


def main() -> None:
    task = json.load(sys.stdin.buffer)
    try:
        answer = _TASKS[task["do"]](task)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever a foreign file does to a library is the file's fault)
        _blame(error)
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
