"""A document as a file: the one place that pages, commands and services call."""

from __future__ import annotations

from thidua.core import clock

from . import pdf as setting
from . import word as filling
from .content import Content, Frame
from .layout import Layout, layout_on
from .models import Template
from .template_checks import pdf_by, word_by
from .word_template import shipped_template

# The extra field of a frame that asks for small letters and gaps.
COMPACT = "compact"


def word(frame: Frame, content: Content, template: Template | None = None) -> bytes:
    """The document as a .docx file; a federation's own template runs under limits. Raises TemplateUnusable."""
    layout = _layout(frame)
    if template is not None:
        return word_by(template.file.path.read_bytes(), frame, content, layout)
    return filling.fill(shipped_template(layout), frame, content, layout)


def pdf(frame: Frame, content: Content, template: Template | None = None) -> bytes:
    """The document as a PDF file; a federation's own layout runs under limits. Raises TemplateUnusable."""
    layout = _layout(frame)
    if template is not None:
        return pdf_by(template.file.path.read_bytes(), frame, content, layout)
    return setting.compile_pdf(setting.document_data(frame, content, layout))


def _layout(frame: Frame) -> Layout:
    """Today's layout; the compact one where the frame's extra field of that name asks for it."""
    layout = layout_on(clock.today())
    return layout.compact() if frame.extra.get(COMPACT) else layout
