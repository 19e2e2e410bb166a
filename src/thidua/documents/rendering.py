"""A document as a file: the one place that pages, commands and services call."""

from __future__ import annotations

from thidua.core import clock

from . import pdf as setting
from . import word as filling
from .content import Content, Frame
from .layout import layout_on
from .word_template import shipped_template


def word(frame: Frame, content: Content) -> bytes:
    """The document as a .docx file."""
    layout = layout_on(clock.today())
    return filling.fill(shipped_template(layout), frame, content, layout)


def pdf(frame: Frame, content: Content) -> bytes:
    """The document as a PDF file."""
    return setting.compile_pdf(setting.document_data(frame, content, layout_on(clock.today())))
