"""Entry on behalf: figures that an officer types for a unit, and the unit's answer to them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.queries import stands_in_for
from thidua.access.rules import Permission
from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.files.models import StoredFile
from thidua.files.services import store
from thidua.notices.services import notify
from thidua.people.models import User
from thidua.reporting.errors import (
    AlreadyAnswered,
    AnswerIncomplete,
    LinkOver,
    LinkUnknown,
    NotEditable,
    NotTypedOnBehalf,
    ObjectedTo,
    OwnReport,
    PaperMissing,
)
from thidua.reporting.models import BehalfEntry, Report
from thidua.reporting.queries.behalf import behalf_of, entries_of, typed_by, typed_instead
from thidua.reporting.rules import EDITABLE, Channel, Confirmation, ReportState

from .locking import lock_report

LINK_VALID: Final = timedelta(days=14)
"""How long a unit may answer: over two weekends, and still within the month that the figures speak of."""

SECRET_BYTES: Final = 32
ON_PAPER: Final = frozenset({Channel.PAPER, Channel.MESSAGE})
LONGEST_NAME, LONGEST_OBJECTION, LONGEST_REMARK = 120, 400, 400


@transaction.atomic
def begin_behalf(
    *,
    report_id: int,
    channel: Channel,
    remark: str = "",
    paper: UploadedFile[bytes] | StoredFile | None = None,
    by: User,
) -> BehalfEntry:
    """Say how a unit's figures for the version at hand came in; from then on officers above may type them.

    Said again it corrects what was said; without a new `paper` the one that is attached stays.
    Raises NotEditable, PeriodNotOpen, BadText, or what `files.services.store` refuses.
    """
    report = lock_report(report_id)
    if report.state not in EDITABLE:
        raise NotEditable(
            _("Báo cáo đang ở trạng thái «%(state)s» nên không nhập thay được nữa.")
            % {"state": report.get_state_display()}
        )
    entry = behalf_of(report) or BehalfEntry(report=report, version=report.version, at=clock.now(), by=by)
    entry.channel, entry.remark = channel, clean_line(remark, most=LONGEST_REMARK)
    if paper is not None:
        entry.paper = store(upload=paper, by=by) if isinstance(paper, UploadedFile) else paper
    entry.save()
    record(
        "behalf.begun",
        by=by,
        about=report,
        unit=report.unit_id,
        version=entry.version,
        channel=channel.value,
        paper=entry.paper_id,
    )
    return entry


def refuse_without_paper(report: Report) -> BehalfEntry | None:
    """The entry on behalf of a locked report, ready to be handed in. Raises PaperMissing."""
    entry = behalf_of(report)
    if entry and entry.paper_id is None and entry.channel in ON_PAPER:
        raise PaperMissing(
            _("Hãy đính kèm ảnh hoặc bản PDF của «%(channel)s» đơn vị đã gửi rồi nộp thay.")
            % {"channel": entry.get_channel_display().lower()}
        )
    return entry


def note_submission(report: Report, entry: BehalfEntry, *, by: User) -> None:
    """A unit that hands in itself what was typed for it confirms it by that; who typed in its stead does not."""
    if _of_the_unit(by, report) and not typed_instead(entry, report, by):
        _answer(entry, report, who=str(by), objection="", by=by)


@transaction.atomic
def make_link(*, report_id: int, by: User) -> str:
    """The secret of a new link through which the unit answers; nobody can read it again, earlier ones end.

    Raises NotTypedOnBehalf, NotEditable before the report is handed in, AlreadyAnswered or PeriodNotOpen.
    """
    report = lock_report(report_id)
    entry = _entry(report)
    if report.state not in {ReportState.SUBMITTED, ReportState.ACCEPTED}:
        raise NotEditable(_("Hãy nộp thay báo cáo trước, rồi gửi liên kết cho đơn vị xác nhận."))
    _refuse_answered(entry)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    entry.link_digest, entry.link_until = digest_of(secret), clock.now() + LINK_VALID
    entry.save(update_fields=["link_digest", "link_until"])
    record("behalf.link_made", by=by, about=report, unit=report.unit_id, version=entry.version)
    return secret


def open_link(secret: str) -> BehalfEntry:
    """The entry that a link is about, with its report, unit, period and form; answered ones too.

    Raises LinkUnknown or LinkOver.
    """
    digest = digest_of(secret)
    related = ("report__sheet__form_version__form", "report__unit", "report__period", "by__person")
    entry = BehalfEntry.objects.select_related(*related).filter(link_digest=digest).first()
    if entry is None or entry.link_until is None or not constant_time_compare(entry.link_digest or "", digest):
        raise LinkUnknown(_("Liên kết không đúng hoặc đã được thay bằng liên kết mới. Hãy hỏi lại người gửi."))
    if entry.version != entry.report.version:
        raise LinkOver(_("Báo cáo đã được lập bản mới. Hãy đề nghị người nhập thay gửi liên kết của bản mới."))
    if entry.confirmation == Confirmation.WAITING and entry.link_until < clock.now():
        raise LinkOver(_("Liên kết đã hết hạn. Hãy đề nghị người nhập thay gửi liên kết mới."))
    return entry


@transaction.atomic
def answer_link(*, secret: str, name: str, objection: str = "") -> BehalfEntry:
    """The unit's answer through its link: right as typed, or an objection that says what is wrong.

    Raises LinkUnknown, LinkOver, AlreadyAnswered, PeriodNotOpen, AnswerIncomplete or BadText.
    """
    # Whoever accepts, answers or takes back at the same moment waits for the report.
    lock_report(open_link(secret).report_id)
    entry = open_link(secret)
    _refuse_answered(entry)
    who = clean_line(name, most=LONGEST_NAME)
    if not who:
        raise AnswerIncomplete(_("Hãy ghi họ tên người xác nhận."), where="name")
    _answer(entry, entry.report, who=who, objection=clean_line(objection, most=LONGEST_OBJECTION), by=None)
    return entry


@transaction.atomic
def answer_behalf(*, report_id: int, objection: str = "", by: User) -> BehalfEntry:
    """The answer of a member of the unit who has an account.

    Raises NotTypedOnBehalf, AlreadyAnswered, PeriodNotOpen, BadText, or OwnReport for who typed it.
    """
    report = lock_report(report_id)
    entry = _entry(report)
    _refuse_answered(entry)
    if report.state in EDITABLE:
        raise NotEditable(_("Báo cáo còn đang nhập. Hãy xác nhận sau khi báo cáo được nộp thay."))
    if typed_instead(entry, report, by):
        raise OwnReport(_("Người nhập thay không tự xác nhận được. Hãy gửi liên kết cho người của đơn vị."))
    _answer(entry, report, who=str(by), objection=clean_line(objection, most=LONGEST_OBJECTION), by=by)
    return entry


def refuse_own(reports: Sequence[Report], *, by: User) -> None:
    """Separation of duties in acceptance: nobody accepts what they handed in or typed for a unit.

    What was typed on behalf may be accepted by its typist once the unit has confirmed it, and by nobody while
    the unit objects; who gave the unit's word, by handing it in as one of the unit or by confirming it, does not
    accept it as well.
    Whoever stands in for somebody is bound as they both are.
    Raises OwnReport or ObjectedTo, naming the first report that stands in the way.
    """
    entries = entries_of(reports)
    bound = {by.pk, *stands_in_for(by)}
    for report in reports:
        entry = entries.get(report.pk)
        waits = entry is not None and entry.confirmation != Confirmation.CONFIRMED
        if (
            not waits
            and report.submitted_by_id in bound
            and (entry is None or _of_the_unit(report.submitted_by, report))
        ):
            raise OwnReport(
                _("Người nộp báo cáo không được tự tiếp nhận báo cáo đó (%(report)s). Hãy nhờ người khác tiếp nhận.")
                % {"report": report}
            )
        if entry is None:
            continue
        if entry.answered_user_id in bound:
            raise OwnReport(
                _("Bạn đã xác nhận %(report)s thay mặt đơn vị nên không tiếp nhận được. Hãy nhờ người khác tiếp nhận.")
                % {"report": report}
            )
        if entry.confirmation == Confirmation.OBJECTED:
            raise ObjectedTo(
                _("Đơn vị báo số liệu nhập thay của %(report)s chưa đúng: «%(objection)s». Hãy trả lại để sửa.")
                % {"report": report, "objection": entry.objection}
            )
        if waits and typed_by(entry, report, by):
            raise OwnReport(
                _(
                    "Bạn đã nhập thay %(report)s, nên chỉ tiếp nhận được sau khi đơn vị xác nhận."
                    " Hãy gửi liên kết xác nhận cho đơn vị, hoặc cử người tiếp nhận thứ hai ở trang Nhập thay."
                )
                % {"report": report}
            )


def _of_the_unit(someone: User | None, report: Report) -> bool:
    return someone is not None and gate.may(someone, Permission.REPORT_SUBMIT, report.unit)


def digest_of(secret: str) -> str:
    """What is stored of a link's secret. A plain SHA-256 is enough: nobody guesses 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _entry(report: Report) -> BehalfEntry:
    entry = behalf_of(report)
    if entry is None:
        raise NotTypedOnBehalf(_("Bản này của báo cáo không phải bản nhập thay nên không cần xác nhận."))
    return entry


def _refuse_answered(entry: BehalfEntry) -> None:
    if entry.confirmation != Confirmation.WAITING:
        raise AlreadyAnswered(
            _("%(who)s đã trả lời: %(answer)s. Câu trả lời không đổi được nữa.")
            % {"who": entry.answered_by, "answer": entry.get_confirmation_display().lower()}
        )


def _answer(entry: BehalfEntry, report: Report, *, who: str, objection: str, by: User | None) -> None:
    entry.confirmation = Confirmation.OBJECTED if objection else Confirmation.CONFIRMED
    entry.answered_at, entry.answered_by, entry.objection = clock.now(), who[:LONGEST_NAME], objection
    entry.answered_user = by
    entry.save(update_fields=["confirmation", "answered_at", "answered_by", "answered_user", "objection"])
    event = "behalf.objected" if objection else "behalf.confirmed"
    record(event, by=by, about=report, unit=report.unit_id, version=entry.version, who=entry.answered_by)
    notify(
        users=[entry.by_id],
        kind=event,
        link=reverse("report-behalf", args=[report.unit.code, report.period.code, report.sheet.form_version.form.code]),
        key=f"behalf-{entry.pk}",
        report=str(report),
        who=entry.answered_by,
        objection=objection,
    )
