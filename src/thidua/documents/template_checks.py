"""Whether a layout that somebody has made can carry documents: every field resolves, what must print is printed."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import docx
import pypdfium2
from django.conf import settings
from django.utils.translation import gettext as _
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from thidua.core import limited
from thidua.core.limited import Limits
from thidua.core.text import fold

from . import template_process
from .content import Content, Frame
from .errors import TemplateUnusable
from .layout import Layout
from .models import Template
from .pdf import LAYOUT_FOLDER, document_data
from .template_fields import FIELDS, sample_content, sample_frame
from .word import finish, marks, word_fields

LIMITS = Limits(memory=2_000 * 1024 * 1024, seconds=5, patience=15)
_LARGEST_UNPACKED = 40 * 1024 * 1024
_MOST_PARTS = 1_000
_LINK = "hyperlink"
# Fields of Word that fetch something, or start a program that does.
_FETCHING = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK)\b", re.IGNORECASE)
_ACTIVE = frozenset({"oleobject", "control", "activexcontrolbinary", "vbaproject", "afchunk", "package"})


def check(source: bytes, format_: Template.Format, layout: Layout) -> None:
    """Raise TemplateUnusable with a sentence for everything that is wrong; return when a sample came out whole."""
    if format_ is Template.Format.WORD:
        _refuse_active(source)
        _known_fields(source)
        printed = _text_of_word(word_by(source, sample_frame(), sample_content(), layout))
    else:
        printed = _text_of_pdf(pdf_by(source, sample_frame(), sample_content(), layout))
    missing = [field for field in FIELDS if field.required and _plain(field.sample) not in printed]
    if missing:
        names = ", ".join(f"«{field.name}» ({field.label})" for field in missing)
        raise TemplateUnusable(_("Mẫu không in ra trường bắt buộc: %(names)s. Hãy thêm vào mẫu.") % {"names": names})


def word_by(source: bytes, frame: Frame, content: Content, layout: Layout) -> bytes:
    """The document as a .docx file in somebody's own template. Raises TemplateUnusable."""
    places = marks()
    task = {"do": "word", "source": _text(source), "fields": word_fields(frame, layout), "places": places}
    filled = _run(task)
    _limit_size(filled)
    return finish(docx.Document(BytesIO(filled)), places, frame, content, layout)


def pdf_by(source: bytes, frame: Frame, content: Content, layout: Layout) -> bytes:
    """The document as a PDF file in somebody's own layout. Raises TemplateUnusable."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateUnusable(_("Tệp mẫu không phải văn bản UTF-8. Hãy lưu lại theo bảng mã UTF-8.")) from None
    data = json.dumps(document_data(frame, content, layout), ensure_ascii=False)
    places = {"root": str(LAYOUT_FOLDER), "fonts": str(settings.DOCUMENT_FONTS)}
    return _run({"do": "pdf", "source": text, "data": data, **places})


def _run(task: dict[str, Any]) -> bytes:
    try:
        return limited.run(Path(template_process.__file__), content=json.dumps(task).encode(), limits=LIMITS)
    except limited.Exhausted as error:
        raise TemplateUnusable(_("Mẫu chạy quá lâu hoặc quá tốn bộ nhớ. Hãy làm mẫu đơn giản hơn.")) from error
    except limited.Failed as error:
        raise TemplateUnusable(_why(error)) from error


def _why(error: limited.Failed) -> str:
    if error.code != template_process.UNUSABLE:
        return _("Không mở được tệp mẫu này. Hãy mở bằng Word, lưu lại dạng .docx rồi tải lên.")
    told: dict[str, str] = json.loads(str(error))
    if told["about"] == "field":
        return _("Mẫu dùng trường «%(name)s» mà hệ thống không có. Hãy xem danh sách trường và sửa lại.") % told
    if told["about"] == "syntax" and told["name"]:
        return _("Mẫu có lỗi ở dòng %(name)s: %(said)s") % told
    if told["about"] == "syntax":
        return _("Mẫu có câu lệnh sai: %(said)s") % told
    return _("Không mở được tệp mẫu này. Hãy mở bằng Word, lưu lại dạng .docx rồi tải lên.")


def _known_fields(source: bytes) -> None:
    known = {field.name for field in FIELDS}
    unknown = [name for name in json.loads(_run({"do": "fields", "source": _text(source)})) if name not in known]
    if unknown:
        names = ", ".join(f"«{name}»" for name in unknown)
        raise TemplateUnusable(
            _("Mẫu dùng trường hệ thống không có: %(names)s. Hãy xem danh sách trường và sửa lại.") % {"names": names}
        )


def _refuse_active(source: bytes) -> None:
    """Refuse what runs, what is fetched from elsewhere when the file opens, and what unpacks to no end."""
    _limit_size(source)
    for part in _parsed_parts(source):
        for relation in part.iter("{*}Relationship"):
            kind = relation.get("Type", "").rpartition("/")[2].casefold()
            if kind in _ACTIVE:
                raise TemplateUnusable(
                    _("Mẫu có mã lệnh hoặc đối tượng nhúng. Hãy bỏ đi, lưu lại dạng .docx rồi tải lên.")
                )
            if relation.get("TargetMode", "").casefold() == "external" and kind != _LINK:
                raise _from_elsewhere()
        if _FETCHING.search(_instructions(part)):
            raise _from_elsewhere()


def _parsed_parts(source: bytes) -> Iterator[Any]:
    """The parts of the file that are XML; where one is broken the file is."""
    with ZipFile(BytesIO(source)) as archive:
        for name in archive.namelist():
            if name.casefold().endswith((".xml", ".rels")):
                try:
                    yield parse_xml(archive.read(name))
                except (SyntaxError, BadZipFile, zlib.error) as error:
                    raise _unreadable() from error


def _instructions(part: Any) -> str:
    """What the fields of a part ask for, without what stands in quotes; the words may be spread over many runs."""
    pieces = [text.text or "" for text in part.iter(qn("w:instrText"))]
    simple = [field.get(qn("w:instr")) or "" for field in part.iter(qn("w:fldSimple"))]
    return re.sub(r'"[^"]*"', "", "\n".join(["".join(pieces), *simple]))


def _from_elsewhere() -> TemplateUnusable:
    return TemplateUnusable(_("Mẫu lấy nội dung từ nơi khác qua liên kết. Hãy chèn hẳn vào tệp rồi tải lên."))


def _unreadable() -> TemplateUnusable:
    return TemplateUnusable(_("Không mở được tệp mẫu này. Hãy mở bằng Word, lưu lại dạng .docx rồi tải lên."))


def _limit_size(source: bytes) -> None:
    try:
        with ZipFile(BytesIO(source)) as archive:
            parts = archive.infolist()
    except BadZipFile:
        raise _unreadable() from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
        raise TemplateUnusable(_("Tệp mẫu mở ra quá lớn. Hãy bỏ bớt hình ảnh rồi tải lên."))


def _text_of_word(document: bytes) -> str:
    opened: Any = docx.Document(BytesIO(document))
    return _plain("".join(text.text or "" for text in opened.element.body.iter(qn("w:t"))))


def _text_of_pdf(document: bytes) -> str:
    opened = pypdfium2.PdfDocument(document)
    try:
        return _plain("".join(page.get_textpage().get_text_range() for page in opened))
    finally:
        opened.close()


def _plain(text: str) -> str:
    """Letters only: how lines are broken and letters are written large does not matter."""
    return re.sub(r"\W+", "", fold(text))


def _text(source: bytes) -> str:
    return base64.b64encode(source).decode()
