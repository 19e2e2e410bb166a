"""Drafting forms: a new form, a new version of one, and putting it into force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core.errors import DomainError
from thidua.indicators.contents import Contents
from thidua.indicators.models import BaseFrequency, Form, FormRow, FormVersion
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import parse_sum
from thidua.people.models import User

from .catalogue import catalogue_changed
from .contents import read_contents, write_contents
from .forms import AlreadyPublished, publish_form_version

CODE = re.compile(r"[a-z][a-z0-9-]{2,39}", re.ASCII)
# Codes that the system gives itself: to past totals and to what is asked once.
RESERVED = ("past-", "dot-xuat-")
MOST_ROWS, MOST_CHECKS = 300, 100


class BadFormCode(DomainError):
    """A form's code is not one, or is taken."""

    status = 422


class BadDraft(DomainError):
    """A draft cannot be kept as it is."""

    status = 422


class DraftExists(DomainError):
    """A form has one draft at a time."""


class DraftChanged(DomainError):
    """Somebody else saved the draft meanwhile."""


class NotPublished(DomainError):
    """Only a published version is withdrawn."""


class VersionInUse(DomainError):
    """Reports were laid out with the version."""


@transaction.atomic
def found_form(
    *, code: str, name_vi: str, name_en: str, unit_kinds: Sequence[str], calendar: str, frequency: str, by: User
) -> Form:
    """Note a new form, without any version yet. Raises BadFormCode."""
    if not CODE.fullmatch(code) or code.startswith(RESERVED):
        raise BadFormCode(
            _("Mã biểu mẫu gồm chữ thường không dấu, chữ số và gạch nối, ví dụ ward-month."), where="code"
        )
    try:
        with transaction.atomic():
            form = Form.objects.create(
                code=code,
                name_vi=name_vi,
                name_en=name_en,
                unit_kinds=list(unit_kinds),
                calendar=calendar,
                frequency=frequency,
            )
    except IntegrityError:
        raise BadFormCode(_("Mã «%(code)s» đã có biểu mẫu khác dùng.") % {"code": code}, where="code") from None
    record("form.founded", by=by, about=form)
    return form


@transaction.atomic
def begin_draft(*, form: Form, starts: date, by: User) -> FormVersion:
    """Begin the next version of a form as a copy of its latest. Raises DraftExists."""
    form = Form.objects.select_for_update().get(pk=form.pk)
    latest = form.versions.order_by("-number").first()
    if latest is not None and latest.published_at is None:
        raise DraftExists(
            _("Biểu mẫu đang có một bản soạn dở (bản %(n)d). Hãy soạn tiếp bản đó.") % {"n": latest.number}
        )
    version = FormVersion.objects.create(
        form=form, number=latest.number + 1 if latest else 1, during=DateRange(starts, None)
    )
    if latest:
        write_contents(version, read_contents(latest))
    record("form.draft_begun", by=by, about=version, version=version.number)
    return version


@transaction.atomic
def save_draft(*, version_id: int, starts: date, contents: Contents, by: User, seen: str | None = None) -> FormVersion:
    """Keep a draft as it stands; it need not be complete, but its checks must be readable.

    `seen` is the stamp of the contents that the editor began with. Raises AlreadyPublished, DraftChanged, BadDraft
    or BadSum.
    """
    version = _draft(version_id)
    if seen is not None and seen != read_contents(version).stamp:
        raise DraftChanged(
            _("Bản soạn vừa được người khác lưu. Hãy mở trang này ở thẻ khác để xem, rồi chép phần của bạn sang.")
        )
    _refuse_unreadable(contents)
    version.during = DateRange(starts, None)
    version.save(update_fields=["during"])
    write_contents(version, contents)
    record("form.draft_saved", by=by, about=version, version=version.number, rows=len(contents.rows))
    return version


@transaction.atomic
def discard_draft(*, version_id: int, by: User) -> None:
    """Throw a draft away. Raises AlreadyPublished."""
    version = _draft(version_id)
    record("form.draft_discarded", by=by, about=version, version=version.number)
    version.delete()


@transaction.atomic
def publish_draft(*, version_id: int, by: User) -> FormVersion:
    """Put a draft into force from its first day.

    What units of the form's kinds have not reported so far they report at the form's frequency from then on.
    Raises what `publish_form_version` raises.
    """
    version = _draft(version_id)
    _begin_base_frequencies(version)
    version = publish_form_version(version_id=version.pk)
    catalogue_changed()
    record("form.published", by=by, about=version, version=version.number, starts=version.during.lower)
    return version


@transaction.atomic
def withdraw_version(*, version_id: int, by: User) -> FormVersion:
    """Take a published version back into a draft while no report was laid out with it; the one before goes on.

    The draft is a new row: what was published under the old one never changes. Raises NotPublished, VersionInUse.
    """
    version = FormVersion.objects.select_for_update(of=("self",)).select_related("form").get(pk=version_id)
    if version.published_at is None:
        raise NotPublished(_("Bản này chưa ban hành nên không cần thu hồi."))
    contents, form, number, starts = read_contents(version), version.form, version.number, version.during.lower
    _end_base_frequencies(version)
    try:
        with transaction.atomic():
            version.delete()
    except ProtectedError:
        raise VersionInUse(
            _("Đã có báo cáo lập theo bản này nên không thu hồi được. Hãy soạn bản mới thay thế.")
        ) from None
    for earlier in form.versions.filter(published_at__isnull=False, during__endswith=starts):
        earlier.during = DateRange(earlier.during.lower, None)
        earlier.save(update_fields=["during"])
    draft = FormVersion.objects.create(form=form, number=number, during=DateRange(starts, None))
    write_contents(draft, contents)
    record("form.withdrawn", by=by, about=draft, version=number)
    return draft


def _draft(version_id: int) -> FormVersion:
    version = FormVersion.objects.select_for_update(of=("self",)).select_related("form").get(pk=version_id)
    if version.published_at is not None:
        raise AlreadyPublished(_("%(version)s đã ban hành, không sửa được. Hãy tạo bản mới.") % {"version": version})
    return version


def _refuse_unreadable(contents: Contents) -> None:
    if len(contents.rows) > MOST_ROWS or len(contents.checks) > MOST_CHECKS:
        raise BadDraft(
            _("Một biểu mẫu có nhiều nhất %(rows)d dòng và %(checks)d phép kiểm tra. Hãy chia thành nhiều biểu mẫu.")
            % {"rows": MOST_ROWS, "checks": MOST_CHECKS}
        )
    codes = [row.indicator for row in contents.rows]
    for code in codes:
        if code not in catalogue().by_code:
            raise BadDraft(_("Danh mục không có chỉ tiêu «%(code)s». Hãy chọn lại.") % {"code": code})
        if codes.count(code) > 1:
            raise BadDraft(_("Chỉ tiêu %(code)s có hai dòng. Hãy bỏ một dòng.") % {"code": code})
    for check in contents.checks:
        parse_sum(check.left)
        parse_sum(check.right)


def _end_base_frequencies(version: FormVersion) -> None:
    """Forget what publishing a version began, where no other form relies on it: it may be asked at another length."""
    form = version.form
    relied_on = FormRow.objects.filter(
        section__version__published_at__isnull=False,
        section__version__form__calendar=form.calendar,
        section__version__form__frequency=form.frequency,
        section__version__form__unit_kinds__overlap=form.unit_kinds,
    ).exclude(section__version=version)
    BaseFrequency.objects.filter(
        indicator__in=version.sections.values("rows__indicator"),
        unit_kind__in=form.unit_kinds,
        calendar=form.calendar,
        frequency=form.frequency,
        during=DateRange(version.during.lower, None),
    ).exclude(indicator__in=relied_on.values("indicator")).delete()
    catalogue_changed()


def _begin_base_frequencies(version: FormVersion) -> None:
    """Let the form's kinds report what none of its units reports at any frequency yet."""
    form, starts = version.form, version.during.lower
    indicators = set(version.sections.values_list("rows__indicator", flat=True)) - {None}
    known = set(
        BaseFrequency.objects.filter(
            indicator__in=indicators, calendar=form.calendar, during__contains=starts, unit_kind__in=form.unit_kinds
        ).values_list("indicator_id", "unit_kind")
    )
    BaseFrequency.objects.bulk_create(
        BaseFrequency(
            indicator_id=indicator,
            unit_kind=kind,
            calendar=form.calendar,
            frequency=form.frequency,
            during=DateRange(starts, None),
        )
        for indicator in sorted(indicators)
        for kind in form.unit_kinds
        if (indicator, kind) not in known
    )
