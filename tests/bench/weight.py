"""What a first visit transfers: the page and every file that it loads, compressed as they are served."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings

ADDRESS = re.compile(r"""<(?:link|script|img|thidua-chart)\b[^>]*?\b(?:href|src|data-library)="(/static/[^"]+)\"""")
SCRIPT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
URL = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
FACE = re.compile(r"@font-face\{[^}]*\}")
LETTERS = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")


def first_visit(page: bytes) -> int:
    """Bytes of a page with its style sheets, scripts, pictures, and the faces of the letters it is written in."""
    text = page.decode()
    letters = frozenset(re.sub(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", "", text, flags=re.DOTALL))
    wanted = list(ADDRESS.findall(text))
    seen: set[str] = set()
    while wanted:
        address = urlsplit(wanted.pop()).path
        if address not in seen:
            seen.add(address)
            wanted += [urljoin(address, found) for found in _needs(address, letters)]
    return len(gzip.compress(page, 6)) + sum(_size(address) for address in seen)


def _needs(address: str, letters: frozenset[str]) -> list[str]:
    """What a file loads in its turn. Faces are loaded only for letters that stand in the page."""
    if address.endswith(".js"):
        return SCRIPT.findall(_text(address))
    if not address.endswith(".css"):
        return []
    text = _text(address)
    others = FACE.sub("", text) if "unicode-range" in text else text
    found = [*_faces(FACE.findall(text), letters), others]
    return [url for part in found for url in URL.findall(part) if ":" not in url]


def _faces(faces: list[str], letters: frozenset[str]) -> Iterator[str]:
    """The faces that a browser loads: of those of a weight the last one that holds a letter."""
    left: dict[str, set[str]] = {}
    for face in reversed([face for face in faces if "unicode-range" in face]):
        wanted = left.setdefault(re.findall(r"font-weight:(\d+)", face)[0], set(letters))
        ranges = [(int(low, 16), int(high or low, 16)) for low, high in LETTERS.findall(face)]
        held = {letter for letter in wanted if any(low <= ord(letter) <= high for low, high in ranges)}
        wanted -= held
        if held:
            yield face


def _file(address: str) -> Path:
    return Path(settings.STATIC_ROOT) / unquote(address).removeprefix("/static/")


@cache
def _text(address: str) -> str:
    return _file(address).read_text(encoding="utf-8")


@cache
def _size(address: str) -> int:
    file = _file(address)
    compressed = file.with_name(f"{file.name}.gz")
    return (compressed if compressed.exists() else file).stat().st_size
