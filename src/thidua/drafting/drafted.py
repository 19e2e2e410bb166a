"""What drafting a document answers, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from thidua.core.periods import Span
from thidua.documents.content import Content, Frame
from thidua.org.models import Unit


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document before anybody has touched it; `title` is its subject (trích yếu)."""

    title: str
    frame: Frame
    content: Content


Builder = Callable[[Unit, Span, Mapping[str, str]], Drafted]
"""Drafts a document of a unit about a period; the mapping holds the kind's own options. Statements never grow."""
