"""Papers of a movement or a programme: files that were sent, or documents that were issued here."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.documents.models import Document
from thidua.emulation.movements.errors import PaperGone, TooManyPapers
from thidua.emulation.movements.models import Movement, Paper, Programme
from thidua.emulation.movements.rules import LONGEST_LINE, MOST_PAPERS, PaperRole
from thidua.files.services import store
from thidua.people.models import User


@dataclass(frozen=True, slots=True)
class NewPaper:
    """What is attached: a file, else a document that the owner issued."""

    role: PaperRole
    file: UploadedFile[bytes] | None = None
    document: Document | None = None
    caption: str = ""


@transaction.atomic
def attach(*, to: Movement | Programme, paper: NewPaper, by: User) -> Paper:
    """Attach a paper. Raises TooManyPapers, PaperGone without any, BadText, or what `files.services.store` refuses."""
    caption = clean_line(paper.caption, most=LONGEST_LINE)
    if paper.file is None and paper.document is None:
        raise PaperGone(_("Hãy chọn một tệp, hoặc một văn bản đã ban hành."), where="file")
    if to.papers.filter(removed_at=None).count() >= MOST_PAPERS:
        raise TooManyPapers(
            _("Đã có %(most)d tài liệu. Hãy gỡ tài liệu không còn cần rồi thêm.") % {"most": MOST_PAPERS}
        )
    made = Paper.objects.create(
        movement=to if isinstance(to, Movement) else None,
        programme=to if isinstance(to, Programme) else None,
        role=paper.role,
        file=store(upload=paper.file, by=by) if paper.file else None,
        document=None if paper.file else paper.document,
        caption=caption,
        at=clock.now(),
        by=by,
    )
    record("movement_paper.attached", by=by, about=to, unit=to.owner_id, paper=str(made))
    return made


@transaction.atomic
def remove(*, paper_id: int, by: User) -> Paper:
    """Take a paper away; the undo is `restore`. Raises PaperGone."""
    paper = _locked(paper_id)
    if paper.removed_at is not None:
        raise PaperGone(_("Tài liệu này đã được gỡ từ trước. Hãy tải lại trang."))
    paper.removed_at = clock.now()
    paper.save(update_fields=["removed_at"])
    to = owner_of(paper)
    record("movement_paper.removed", by=by, about=to, unit=to.owner_id, paper=str(paper))
    return paper


@transaction.atomic
def restore(*, paper_id: int, by: User) -> Paper:
    """Put a removed paper back. Raises PaperGone."""
    paper = _locked(paper_id)
    if paper.removed_at is None:
        raise PaperGone(_("Tài liệu này vẫn còn."))
    paper.removed_at = None
    paper.save(update_fields=["removed_at"])
    to = owner_of(paper)
    record("movement_paper.restored", by=by, about=to, unit=to.owner_id, paper=str(paper))
    return paper


def owner_of(paper: Paper) -> Movement | Programme:
    """What a paper belongs to."""
    to = paper.movement or paper.programme
    assert to is not None  # a constraint sees to it
    return to


def _locked(paper_id: int) -> Paper:
    papers = Paper.objects.select_for_update(of=("self",))
    return papers.select_related("movement", "programme", "file", "document").get(pk=paper_id)
