"""Programmes above the year and what they want reached."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line, clean_text
from thidua.emulation.movements.errors import BadProgramme, ProgrammeInUse
from thidua.emulation.movements.models import Movement, Programme, ProgrammeTarget
from thidua.emulation.movements.queries.programmes import SUMMABLE
from thidua.emulation.movements.rules import LONGEST_TEXT, LONGEST_TITLE, Counting, ProgrammeKind
from thidua.indicators.models import Indicator
from thidua.org.models import Unit
from thidua.people.models import User

REFERENCE_BYTES = 16
LONGEST_NUMBER = 60
MOST_TARGETS, LONGEST_TERM = 60, 15


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a programme."""

    kind: ProgrammeKind
    title: str
    first_year: int
    last_year: int
    number: str = ""
    issued_on: date | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: an indicator with an amount (scaled as its numbers are), or words alone."""

    by_year: int
    indicator: Indicator | None = None
    amount: int | None = None
    text: str = ""
    counting: Counting = Counting.OF_YEAR


@transaction.atomic
def add_programme(*, owner: Unit, about: About, by: User) -> Programme:
    """Write a programme down. Raises BadProgramme or BadText."""
    programme = Programme(
        reference=secrets.token_urlsafe(REFERENCE_BYTES), owner=owner, made_by=by, made_at=clock.now()
    )
    _set(programme, about)
    programme.save()
    record("programme.added", by=by, about=programme, unit=owner)
    return programme


@transaction.atomic
def edit_programme(*, programme_id: int, about: About, by: User) -> Programme:
    """Change what is said of a programme. Raises BadProgramme when a target lies outside its years, or BadText."""
    programme = _locked(programme_id)
    _set(programme, about)
    outside = programme.targets.filter(removed_at=None).exclude(by_year__range=(about.first_year, about.last_year))
    if outside.exists():
        raise BadProgramme(_("Có chỉ tiêu của năm ngoài thời gian này. Hãy bỏ chỉ tiêu đó trước."), where="last_year")
    programme.save()
    record("programme.edited", by=by, about=programme, unit=programme.owner_id)
    return programme


@transaction.atomic
def delete_programme(*, programme_id: int, by: User) -> Programme:
    """Put a programme away to which nothing refers; the undo is `restore_programme`. Raises ProgrammeInUse."""
    programme = _locked(programme_id)
    if Movement.objects.filter(programme=programme, deleted_at=None).exists():
        raise ProgrammeInUse(_("Có phong trào thực hiện chương trình này. Hãy bỏ liên kết ở phong trào trước khi xóa."))
    programme.deleted_at = clock.now()
    programme.save(update_fields=["deleted_at"])
    record("programme.deleted", by=by, about=programme, unit=programme.owner_id)
    return programme


@transaction.atomic
def restore_programme(*, programme_id: int, by: User) -> Programme:
    """Take a programme out again; harmless when it stands."""
    programme = _locked(programme_id)
    if programme.deleted_at is not None:
        programme.deleted_at = None
        programme.save(update_fields=["deleted_at"])
        record("programme.restored", by=by, about=programme, unit=programme.owner_id)
    return programme


@transaction.atomic
def add_target(*, programme_id: int, aim: Aim, by: User) -> ProgrammeTarget:
    """Add a target. Raises BadProgramme or BadText."""
    programme = _locked(programme_id)
    text = clean_line(aim.text, most=LONGEST_TITLE)
    _refuse_bad(programme, aim, text)
    target = ProgrammeTarget.objects.create(
        programme=programme,
        indicator=aim.indicator,
        text=text,
        amount=aim.amount if aim.indicator else None,
        by_year=aim.by_year,
        counting=aim.counting if aim.indicator else Counting.OF_YEAR,
        made_by=by,
        made_at=clock.now(),
    )
    record("programme.target_added", by=by, about=programme, unit=programme.owner_id, target=_called(target))
    return target


@transaction.atomic
def remove_target(*, programme_id: int, target_id: int, by: User) -> ProgrammeTarget:
    """Take a target away; the undo is `restore_target`. Raises ProgrammeTarget.DoesNotExist."""
    programme = _locked(programme_id)
    target = programme.targets.select_related("indicator").get(pk=target_id)
    if target.removed_at is None:
        target.removed_at = clock.now()
        target.save(update_fields=["removed_at"])
        record("programme.target_removed", by=by, about=programme, unit=programme.owner_id, target=_called(target))
    return target


@transaction.atomic
def restore_target(*, programme_id: int, target_id: int, by: User) -> ProgrammeTarget:
    """Put a target back. Raises ProgrammeTarget.DoesNotExist, or BadProgramme where its year no longer fits."""
    programme = _locked(programme_id)
    target = programme.targets.select_related("indicator").get(pk=target_id)
    if not programme.first_year <= target.by_year <= programme.last_year:
        raise BadProgramme(_("Năm của chỉ tiêu không còn trong thời gian của chương trình."))
    if target.removed_at is not None:
        target.removed_at = None
        target.save(update_fields=["removed_at"])
        record("programme.target_restored", by=by, about=programme, unit=programme.owner_id, target=_called(target))
    return target


def _locked(programme_id: int) -> Programme:
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme_id)


def _called(target: ProgrammeTarget) -> str:
    return target.text or (target.indicator.name if target.indicator else "")


def _set(programme: Programme, about: About) -> None:
    programme.title = clean_line(about.title, most=LONGEST_TITLE)
    if not programme.title:
        raise BadProgramme(_("Hãy ghi tên chương trình."), where="title")
    if not about.first_year <= about.last_year < about.first_year + LONGEST_TERM:
        raise BadProgramme(
            _("Năm cuối phải từ năm đầu trở đi, và cả thời gian không quá %(most)d năm.") % {"most": LONGEST_TERM},
            where="last_year",
        )
    programme.kind, programme.first_year, programme.last_year = about.kind, about.first_year, about.last_year
    programme.number = clean_line(about.number, most=LONGEST_NUMBER)
    programme.issued_on = about.issued_on
    programme.summary = clean_text(about.summary, most=LONGEST_TEXT)


def _refuse_bad(programme: Programme, aim: Aim, text: str) -> None:
    if not programme.first_year <= aim.by_year <= programme.last_year:
        raise BadProgramme(
            _("Năm đích phải từ %(first)d đến %(last)d.")
            % {"first": programme.first_year, "last": programme.last_year},
            where="by_year",
        )
    if aim.indicator is None and not text:
        raise BadProgramme(_("Hãy chọn một chỉ tiêu trong danh mục, hoặc ghi chỉ tiêu bằng chữ."), where="text")
    if aim.indicator is not None and aim.amount is None:
        raise BadProgramme(_("Hãy ghi mức cần đạt."), where="amount")
    if aim.indicator is not None and aim.counting == Counting.IN_TOTAL and aim.indicator.kind not in SUMMABLE:
        raise BadProgramme(_("Chỉ số phát sinh trong kỳ mới cộng dồn được qua các năm."), where="counting")
    if programme.targets.filter(removed_at=None).count() >= MOST_TARGETS:
        raise BadProgramme(_("Mỗi chương trình có tối đa %(most)d chỉ tiêu.") % {"most": MOST_TARGETS})
