"""Tables of movements, registrations and programmes."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.core import clock
from thidua.emulation.movements.models import Movement, Registration
from thidua.emulation.movements.queries.programmes import listed, movements_of, progress_of
from thidua.emulation.movements.queries.registrations import by_kind, lines_of
from thidua.emulation.movements.rules import Row
from thidua.emulation.movements.views import deadlines as deadline_pages
from thidua.emulation.movements.views import late as late_pages
from thidua.emulation.movements.views import listing
from thidua.emulation.movements.views import programme as programme_pages
from thidua.emulation.movements.views.access import (
    movement_or_404,
    owner_of_new,
    programme_or_404,
    unit_of_movement,
)
from thidua.emulation.movements.views.movement import seen_roster
from thidua.exchange.exports import Cells, Column, Kind, Sheet
from thidua.org.queries import last_names_of, percent_digits_of
from thidua.people.asking import signed_in

from .asking import chunks
from .values import figure, percent


def movements(request: HttpRequest) -> Sheet:
    """The movements that the reader sees, as the address narrows them."""
    found = listing.chosen(request)
    return _movements(_("Phong trào thi đua"), found.iterator(chunk_size=1_000), found.count())


def _movements(title: str, found: Iterator[Movement], count: int) -> Sheet:
    return Sheet(
        title=title,
        columns=(
            Column(_("Phong trào"), Kind.NAME),
            Column(_("Loại"), width=28),
            Column(_("Đơn vị phát động"), width=30),
            Column(_("Thời gian"), width=26),
            Column(_("Thuộc đối tượng"), Kind.WHOLE),
            Column(_("Đã đăng ký"), Kind.WHOLE),
            Column(_("Hạn đăng ký"), Kind.DATE),
            Column(_("Trạng thái")),
        ),
        rows=_movement_rows(found),
        count=count,
    )


def _movement_rows(found: Iterator[Movement]) -> Iterator[Cells]:
    for some in chunks(found):
        for row in listing.rows_of(some):
            one = row.movement
            yield (
                one.title,
                one.get_kind_display(),
                row.owner.short_name,
                row.days,
                one.addressed,
                row.registered,
                one.register_until,
                one.get_state_display(),
            )


def waits(request: HttpRequest) -> Sheet:
    """What the reader's units have still to register for."""
    found = listing.waits_of(request)
    return Sheet(
        title=_("Phong trào cần đăng ký"),
        columns=(
            Column(_("Phong trào"), Kind.NAME),
            Column(_("Đơn vị"), width=30),
            Column(_("Hạn đăng ký"), Kind.DATE),
            Column(_("Còn ngày"), Kind.WHOLE),
        ),
        rows=[(one.movement.title, one.unit.short_name, one.until, one.days) for one in found],
        count=len(found),
    )


def roster(request: HttpRequest, reference: str) -> Sheet:
    """The units of a movement with what they registered, as the address narrows them."""
    movement = movement_or_404(request, reference).movement
    found, _chosen = seen_roster(request, movement)
    return Sheet(
        title=movement.title,
        columns=(
            Column(_("Đơn vị"), Kind.NAME),
            Column(_("Mã đơn vị")),
            Column(_("Loại đơn vị"), width=24),
            Column(_("Đăng ký"), width=28),
            Column(_("Phấn đấu"), width=40),
            Column(_("Từ khi nào"), Kind.INSTANT),
        ),
        rows=_roster_rows(movement, found.values_list("unit", flat=True).iterator(chunk_size=1_000)),
        count=found.count(),
    )


def _roster_rows(movement: Movement, units: Iterator[int]) -> Iterator[Cells]:
    for some in chunks(units):
        for line in lines_of(movement, some):
            one = line.registration
            kept = (one.aim, one.since) if one else ("", None)
            yield (line.unit.name, line.unit.code, line.unit.kind_label, str(line.answer.label), *kept)


def kinds(request: HttpRequest, reference: str) -> Sheet:
    """How many of each kind of unit registered."""
    movement = movement_or_404(request, reference).movement
    found = by_kind(movement)
    return Sheet(
        title=_("Đăng ký theo loại đơn vị"),
        columns=(
            Column(_("Loại đơn vị"), Kind.NAME),
            Column(_("Thuộc đối tượng"), Kind.WHOLE, total=True),
            Column(_("Đã đăng ký"), Kind.WHOLE, total=True),
            Column(_("Trong đó bổ sung"), Kind.WHOLE, total=True),
            Column(_("Chưa đăng ký"), Kind.WHOLE, total=True),
        ),
        rows=[(str(one.kind.label), one.addressed, one.registered, one.late, one.missing) for one in found],
        count=len(found),
        facts=((_("Phong trào"), movement.title),),
    )


def registration(request: HttpRequest, reference: str, code: str) -> Sheet:
    """What one unit registered."""
    access = unit_of_movement(request, reference, code)
    movement, unit = access.movement, access.unit
    found = Registration.objects.filter(movement=movement, unit=unit, registered=True).first()
    if found is None:
        raise Http404(_("Đơn vị chưa đăng ký."))
    lines = [Row(**row) for row in found.rows]
    return Sheet(
        title=_("Nội dung đăng ký"),
        columns=(
            Column(_("Nội dung"), Kind.NAME, width=60),
            Column(pgettext("indicator", "Chỉ tiêu"), width=30),
            Column(_("Đơn vị tính")),
            Column(_("Kế hoạch")),
        ),
        rows=[(one.content, one.goal, one.measure, one.plan) for one in lines],
        count=len(lines),
        facts=(
            (_("Phong trào"), movement.title),
            (_("Đơn vị"), last_names_of([unit.pk], clock.today())[unit.pk].name),
            (_("Phấn đấu"), found.aim),
        ),
    )


def late_requests(request: HttpRequest) -> Sheet:
    """The requests to register after the last day."""
    found, _answered = late_pages.seen_requests(request)
    lates = list(found)
    names = last_names_of({late.unit_id for late in lates}, clock.today())
    return Sheet(
        title=_("Đề nghị đăng ký bổ sung"),
        columns=(
            Column(_("Đơn vị"), Kind.NAME),
            Column(_("Phong trào"), width=40),
            Column(_("Lý do"), width=60),
            Column(_("Gửi lúc"), Kind.INSTANT),
            Column(_("Trạng thái"), width=24),
            Column(_("Đến hết"), Kind.DATE),
            Column(_("Ý kiến"), width=60),
        ),
        rows=[
            (
                names[late.unit_id].name,
                late.movement.title,
                late.reason,
                late.asked_at,
                late.get_state_display(),
                late.until,
                late.answer,
            )
            for late in lates
        ],
        count=len(lates),
    )


def deadlines(request: HttpRequest) -> Sheet:
    """The last days for registering that hold for the reader's unit."""
    found = deadline_pages.rows_for(owner_of_new(signed_in(request)))
    return Sheet(
        title=_("Hạn đăng ký thi đua"),
        columns=(
            Column(_("Lịch"), Kind.NAME),
            Column(_("Hạn")),
            Column(_("Từ"), Kind.DATE),
            Column(_("Trước"), Kind.DATE),
            Column(_("Ai đặt"), width=30),
            Column(_("Căn cứ"), width=60),
        ),
        rows=[
            (one.get_calendar_display(), str(one), one.during.lower, one.during.upper, who, one.source)
            for one, who in found
        ],
        count=len(found),
    )


def programmes(request: HttpRequest) -> Sheet:
    """The programmes that the reader sees."""
    found = programme_pages.all_seen(request)
    rows = listed(list(found))
    names = last_names_of({row.programme.owner_id for row in rows}, clock.today())
    return Sheet(
        title=_("Chương trình, nghị quyết, đề án"),
        columns=(
            Column(_("Chương trình"), Kind.NAME),
            Column(_("Loại"), width=24),
            Column(_("Đơn vị"), width=30),
            Column(_("Văn bản"), width=24),
            Column(_("Từ năm"), Kind.WHOLE),
            Column(_("Đến năm"), Kind.WHOLE),
            Column(pgettext("indicator", "Chỉ tiêu"), Kind.WHOLE),
            Column(_("Phong trào"), Kind.WHOLE),
        ),
        rows=[
            (
                one.programme.title,
                one.programme.get_kind_display(),
                names[one.programme.owner_id].short_name,
                one.programme.number,
                one.programme.first_year,
                one.programme.last_year,
                one.targets,
                one.movements,
            )
            for one in rows
        ],
        count=len(rows),
    )


def programme_targets(request: HttpRequest, reference: str) -> Sheet:
    """The targets of a programme with accepted figures year by year."""
    programme = programme_or_404(request, reference).programme
    digits = percent_digits_of(programme.owner)
    years = range(programme.first_year, programme.last_year + 1)
    found = progress_of(programme)
    rows: list[Cells] = []
    for one in found:
        what = one.indicator
        if what is None:
            rows.append((one.target.text, "", one.target.by_year, *[None] * (3 + len(years))))
            continue
        values = {year.year: figure(what, year.value, digits) for year in one.years if year.value is not None}
        share = one.completion.percent_of_plan if one.completion else None
        rows.append(
            (
                what.name,
                what.measure,
                one.target.by_year,
                figure(what, one.wanted, digits),
                figure(what, one.reached, digits),
                percent(share, digits),
                *(values.get(year) for year in years),
            )
        )
    return Sheet(
        title=programme.title,
        columns=(
            Column(pgettext("indicator", "Chỉ tiêu"), Kind.NAME, width=50),
            Column(_("Đơn vị tính")),
            Column(_("Đến năm"), Kind.WHOLE),
            Column(_("Cần đạt"), Kind.NUMBER),
            Column(_("Kết quả"), Kind.NUMBER),
            Column(_("% mức cần đạt"), Kind.NUMBER),
            *(Column(str(year), Kind.NUMBER) for year in years),
        ),
        rows=rows,
        count=len(rows),
    )


def programme_movements(request: HttpRequest, reference: str) -> Sheet:
    """The movements that refer to a programme."""
    programme = programme_or_404(request, reference).programme
    found = movements_of(programme)
    return _movements(programme.title, found.iterator(chunk_size=1_000), found.count())
