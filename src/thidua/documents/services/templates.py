"""A federation's own layouts: checked, numbered, put to use and out of use."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.documents.errors import TemplateUnusable
from thidua.documents.layout import layout_on
from thidua.documents.models import Template
from thidua.documents.rules import Kind
from thidua.documents.template_checks import check
from thidua.files.services import store, store_text
from thidua.org.models import Unit
from thidua.people.models import User

LARGEST = 5 * 1024 * 1024
LONGEST_NOTE = 300


@transaction.atomic
def add_template(*, unit: Unit, kind: Kind, upload: UploadedFile[bytes], note: str, by: User) -> Template:
    """Keep a layout as the next version of its kind and format, in use from now on.

    Raises TemplateUnusable for one that cannot carry documents, or what `files.services.store` raises.
    """
    format_ = _format_of(upload)
    source = upload.read()
    check(source, format_, layout_on(clock.today()))
    upload.seek(0)
    # Two at once must not take the same number.
    Unit.objects.select_for_update().get(pk=unit.pk)
    versions = Template.objects.filter(unit=unit, kind=kind, format=format_)
    if format_ is Template.Format.WORD:
        file = store(upload=upload, by=by)
    else:
        file = store_text(text=source.decode("utf-8-sig"), name=upload.name or "", by=by)
    template = Template.objects.create(
        unit=unit,
        kind=kind,
        format=format_,
        number=(versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        file=file,
        note=clean_line(note, most=LONGEST_NOTE),
        made_by=by,
        made_at=clock.now(),
    )
    _record("template.added", template, by)
    return template


@transaction.atomic
def set_active(*, template_id: int, active: bool, by: User) -> Template:
    """Put a version to use or out of use; the newest one in use holds, without any the one of a unit above."""
    template = Template.objects.select_for_update(of=("self",)).select_related("unit", "file").get(pk=template_id)
    if template.active != active:
        template.active = active
        template.save(update_fields=["active"])
        _record("template.activated" if active else "template.deactivated", template, by)
    return template


def _record(event: str, template: Template, by: User) -> None:
    record(
        event,
        by=by,
        about=template,
        unit=template.unit_id,
        number=template.number,
        kind=str(Kind(template.kind).label),
        format=str(Template.Format(template.format).label),
    )


def _format_of(upload: UploadedFile[bytes]) -> Template.Format:
    name = (upload.name or "").casefold()
    if (upload.size or 0) > LARGEST:
        raise TemplateUnusable(_("Tệp mẫu lớn quá 5 MB. Hãy bỏ bớt hình ảnh rồi tải lên."))
    if not upload.size:
        raise TemplateUnusable(_("Tệp mẫu không có nội dung. Hãy chọn lại tệp."))
    if name.endswith(".docm"):
        raise TemplateUnusable(_("Mẫu có mã lệnh (macro) nên không nhận. Hãy lưu lại dạng .docx rồi tải lên."))
    for format_ in Template.Format:
        if name.endswith(f".{format_.value}"):
            return format_
    raise TemplateUnusable(_("Mẫu Word phải là tệp .docx, mẫu PDF là tệp .typ. Hãy chọn lại tệp."))
