"""Forms: reading the project's own (`indicators/data/forms/*.json`) and publishing versions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.core.clock import now
from thidua.core.errors import DomainError
from thidua.core.periods import Frequency
from thidua.core.sql import POSITIONS
from thidua.indicators.contents import Contents
from thidua.indicators.models import (
    BaseFrequency,
    Form,
    FormBlock,
    FormRow,
    FormVersion,
    Indicator,
)
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import WIDTHS, Kind, parse_sum

from .contents import write_contents


class AlreadyPublished(DomainError):
    """A published version is immutable; a change is a new version."""


class RatioCollected(DomainError):
    """A ratio is recomputed from its parts and never typed."""


class WrongBaseFrequency(DomainError):
    """A kind of unit does not report the indicator at the form's frequency."""


class CollectedTwice(DomainError):
    """Two forms would collect one indicator from one unit in one period."""


class BadCheck(DomainError):
    """A balance check speaks of something that the form does not hold."""

    status = 422


@transaction.atomic
def install_forms() -> None:
    """Bring the forms of the data files into the database and publish their versions. Idempotent.

    A version that exists is left as it is: it is immutable.
    """
    for form_file in sorted((files("thidua.indicators") / "data" / "forms").iterdir(), key=lambda f: f.name):
        if form_file.name.endswith(".json"):
            _install_form(json.loads(form_file.read_text(encoding="utf-8")))


def _install_form(data: dict[str, Any]) -> None:
    versions = data.pop("versions")
    form, _made = Form.objects.update_or_create(code=data.pop("code"), defaults=data)
    known = set(form.versions.values_list("number", flat=True))
    for version in versions:
        if version["number"] not in known:
            _install_version(form, version)


def _install_version(form: Form, data: dict[str, Any]) -> None:
    starts = date.fromisoformat(data["starts"])
    version = FormVersion.objects.create(form=form, number=data["number"], during=DateRange(starts, None))
    write_contents(version, Contents.from_data(data))
    publish_form_version(version_id=version.pk)


@transaction.atomic
def publish_form_version(*, version_id: int) -> FormVersion:
    """Put a version into force and derive which positions of which blocks it collects.

    The version before it ends where this one begins. Raises AlreadyPublished,
    RatioCollected, WrongBaseFrequency, CollectedTwice or BadCheck.
    """
    version = FormVersion.objects.select_for_update(of=("self",)).select_related("form").get(pk=version_id)
    if version.published_at is not None:
        raise AlreadyPublished(_("%(version)s đã ban hành, không sửa được. Hãy tạo bản mới.") % {"version": version})
    rows = FormRow.objects.filter(section__version=version).values_list("indicator_id", flat=True)
    collected = [catalogue().by_id[pk] for pk in rows]
    _end_earlier_versions(version)
    _refuse_ratios(collected)
    _refuse_wrong_frequencies(version, collected)
    _refuse_collecting_twice(version, collected)
    _refuse_bad_checks(version, collected)
    FormBlock.objects.bulk_create(
        FormBlock(version=version, block_id=block, mask=mask) for block, mask in masks_of(collected).items()
    )
    version.published_at = now()
    version.save(update_fields=["published_at"])
    return version


def _end_earlier_versions(version: FormVersion) -> None:
    starts = version.during.lower
    earlier = version.form.versions.filter(published_at__isnull=False, during__contains=starts)
    for other in earlier:
        other.during = DateRange(other.during.lower, starts)
        other.save(update_fields=["during"])


def _refuse_ratios(collected: list[Indicator]) -> None:
    for indicator in collected:
        if indicator.kind == Kind.RATIO:
            raise RatioCollected(
                _("%(code)s là tỷ lệ, được tính lại từ các số thành phần. Hãy bỏ khỏi biểu mẫu.")
                % {"code": indicator.code}
            )


def _refuse_wrong_frequencies(version: FormVersion, collected: list[Indicator]) -> None:
    form = version.form
    if form.frequency == Frequency.ONCE:
        return  # Anything may be asked once; its figures live in the window alone.
    reported = set(
        BaseFrequency.objects.filter(
            calendar=form.calendar,
            frequency=form.frequency,
            during__contains=version.during.lower,
            unit_kind__in=form.unit_kinds,
        ).values_list("indicator_id", "unit_kind")
    )
    for indicator in collected:
        for kind in form.unit_kinds:
            if (indicator.pk, kind) not in reported:
                raise WrongBaseFrequency(
                    _("%(code)s không do «%(kind)s» báo cáo theo kỳ của biểu mẫu này. Hãy bỏ dòng đó.")
                    % {"code": indicator.code, "kind": kind}
                )


def _refuse_collecting_twice(version: FormVersion, collected: list[Indicator]) -> None:
    codes = [indicator.code for indicator in collected]
    twice = {code for code in codes if codes.count(code) > 1}
    if version.form.frequency != Frequency.ONCE:
        others = FormVersion.objects.filter(
            published_at__isnull=False,
            during__overlap=version.during,
            form__unit_kinds__overlap=version.form.unit_kinds,
        ).exclude(pk=version.pk)
        # The few versions first: joined to rows and sections, a planner without statistics reads every row again.
        beside = list(others.exclude(form__frequency=Frequency.ONCE).values_list("pk", flat=True))
        rows = FormRow.objects.filter(indicator__in=collected, section__version__in=beside)
        twice.update(rows.values_list("indicator__code", flat=True))
    if twice:
        raise CollectedTwice(
            _("Đơn vị sẽ phải báo cáo hai lần: %(codes)s. Mỗi chỉ tiêu chỉ nằm trong một biểu mẫu, một dòng.")
            % {"codes": ", ".join(sorted(twice))}
        )


def _refuse_bad_checks(version: FormVersion, collected: list[Indicator]) -> None:
    held = {indicator.code for indicator in collected}
    for check in version.checks.all():
        codes = {term.code for side in (check.left, check.right) for term in parse_sum(side) if term.code}
        if not codes or not codes <= held:
            raise BadCheck(
                _("Phép kiểm tra %(order)d phải nhắc đến chỉ tiêu, và chỉ những chỉ tiêu có trong biểu mẫu.")
                % {"order": check.order}
            )


def masks_of(collected: Sequence[Indicator]) -> dict[int, list[int]]:
    """For each block, 64 zeros and ones: the positions whose numbers the form collects."""
    masks: dict[int, list[int]] = defaultdict(lambda: [0] * POSITIONS)
    for indicator in collected:
        first = indicator.slot.position - 1
        width = WIDTHS[Kind(indicator.kind)]
        masks[indicator.slot.block_id][first : first + width] = [1] * width
    return dict(masks)
