"""Tables about members: a unit's list without any number that is kept sealed, and the register beside the reports."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.exchange.exports import Cells, Column, Kind, Sheet
from thidua.people.models import User
from thidua.registers.members.forms import FilterForm
from thidua.registers.members.queries import in_order
from thidua.registers.members.rules import Began, Sex, masked
from thidua.registers.members.views.access import reader
from thidua.registers.members.views.register import Seen, lines_of, seen_members
from thidua.web.member_figures import seen_figures

from .asking import chunks


def members(request: HttpRequest, code: str) -> Sheet:
    """The members that the reader sees of a unit, by name; of identity numbers the last digits alone."""
    seen = seen_members(request, code)
    count = seen.found.order_by().count()
    return Sheet(
        title=_("Đoàn viên của %(unit)s") % {"unit": seen.name.name},
        columns=(
            Column(_("Họ và tên"), Kind.NAME, width=30),
            Column(_("Ngày sinh"), Kind.DATE),
            Column(_("Giới tính")),
            Column(_("Số định danh"), width=16),
            Column(_("Số thẻ")),
            Column(_("Nghề nghiệp"), width=26),
            Column(_("Mã đơn vị")),
            Column(_("Công đoàn cơ sở"), width=34),
            Column(_("Vào đơn vị"), Kind.DATE),
            Column(_("Hình thức")),
            Column(_("Ra"), Kind.DATE),
            Column(_("Lý do ra"), width=22),
        ),
        rows=_rows(seen, count, by=reader(request)),
        count=count,
        facts=_facts(seen.form),
    )


def figures(request: HttpRequest, code: str) -> Sheet:
    """The register beside the accepted reports of a period."""
    seen = seen_figures(request, code)
    return Sheet(
        title=_("Sổ đoàn viên và báo cáo của %(unit)s") % {"unit": seen.name.name},
        columns=(
            Column(_("Số liệu"), Kind.NAME, width=34),
            Column(_("Theo sổ"), Kind.WHOLE),
            Column(_("Theo báo cáo"), Kind.WHOLE),
            Column(_("Chênh lệch"), Kind.WHOLE),
        ),
        rows=[(row.label, row.registered, row.reported, row.difference) for row in seen.rows],
        count=len(seen.rows),
        facts=((_("Kỳ"), seen.period.span.title if seen.period else ""),),
    )


def _rows(seen: Seen, count: int, *, by: User) -> Iterator[Cells]:
    """The rows; that they were taken away is recorded when the first of them is."""
    record("members.exported", by=by, about=seen.unit, unit=seen.unit, members=count)
    for found in chunks(in_order(seen.found).iterator(chunk_size=1_000)):
        for line in lines_of(found):
            span, member = line.span, line.span.member
            yield (
                member.person.full_name,
                member.birth_date,
                str(Sex(member.sex).label) if member.sex else "",
                masked(member.identity_tail),
                member.card_number,
                member.occupation,
                line.unit.code,
                line.unit.short_name,
                span.during.lower,
                str(Began(span.began).label),
                span.during.upper,
                line.left,
            )


def _facts(form: FilterForm) -> tuple[tuple[str, str], ...]:
    """What narrows the list, in words."""
    given = form.cleaned_data
    choices = {name: dict(form.fields[name].choices) for name in ("state", "sex")}  # type: ignore[attr-defined]
    facts = (
        (_("Tìm"), given["q"]),
        (_("Tình trạng"), str(choices["state"][given["state"]])),
        (_("Giới tính"), str(choices["sex"][given["sex"]]) if given["sex"] else ""),
        (_("Vào từ ngày"), f"{given['since']:%d/%m/%Y}" if given["since"] else ""),
        (_("Vào đến ngày"), f"{given['until']:%d/%m/%Y}" if given["until"] else ""),
    )
    return tuple((what, which) for what, which in facts if which)
