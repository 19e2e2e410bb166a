"""Documents of the demonstration: one being worked on, one issued, one just drafted; all through the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from thidua.cli.demodata.people import officer_of
from thidua.core.periods import parse
from thidua.documents.edits import as_sent
from thidua.documents.models import Document
from thidua.documents.rules import Kind
from thidua.documents.services.drafts import save_content
from thidua.documents.services.issuing import issue_document
from thidua.documents.stored import content_from_data, digest
from thidua.drafting.services import Wanted, draft_document
from thidua.org.models import Unit
from thidua.people.models import User

DRAFTED = (("HN-UH", "2020-H1"), ("HN", "2024-Q1"))
ISSUED = ("QN-HL", "2020")
TYPED = " Thường trực đã nghe báo cáo và thống nhất đánh giá trên."


def write_documents(users: Mapping[str, User]) -> None:
    """Draft reports of three units from their figures; the leader of one issues hers. Expects folded totals."""
    begun = [_drafted(unit, period, users) for unit, period in DRAFTED]
    _edit(begun[0], users[officer_of(DRAFTED[0][0])])
    document = _drafted(*ISSUED, users)
    leader = User.objects.filter(grants__unit=document.unit, grants__role="leader").get()
    issue_document(document_id=document.pk, seen=_seen(document), by=leader)


def _drafted(unit: str, period: str, users: Mapping[str, User]) -> Document:
    wanted = Wanted(Unit.objects.get(code=unit), Kind.REPORT, parse(period))
    return draft_document(wanted=wanted, by=users[officer_of(unit)])


def _seen(document: Document) -> str:
    return digest(content_from_data(document.versions.latest("number").content))


def _edit(document: Document, by: User) -> None:
    """Add a sentence by hand to the first paragraph."""
    content = content_from_data(document.versions.latest("number").content)
    blocks = [as_sent(block) for block in content.blocks]
    at = next(index for index, block in enumerate(blocks) if block.type == "paragraph")
    blocks[at] = replace(blocks[at], pieces=(*blocks[at].pieces, TYPED))
    save_content(document_id=document.pk, blocks=blocks, seen=digest(content), by=by)
