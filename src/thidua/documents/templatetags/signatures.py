"""The card of a document's signatures."""

from __future__ import annotations

from typing import Any

from django import template

from thidua.documents.models import Document
from thidua.documents.rules import State
from thidua.documents.verification import find

register = template.Library()


@register.inclusion_tag("documents/signatures.html")
def signatures(document: Document, *, may_sign: bool) -> dict[str, Any]:
    """The signatures that a document bears, its public page, and the way to one more for who may."""
    return {
        "document": document,
        "verified": find(document.verify_code),
        "may_sign": may_sign and document.state == State.ISSUED,
    }
