"""Tables of the catalogue: indicators, forms, the lines of a form."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.exchange.exports import Cells, Column, Kind, Sheet, Strong
from thidua.indicators.draft_form import DraftForm
from thidua.indicators.queries.forms import forms
from thidua.indicators.rules import Entry
from thidua.indicators.rules import Kind as IndicatorKind
from thidua.indicators.services.contents import read_contents
from thidua.indicators.views.access import reader, version_or_404
from thidua.indicators.views.indicators import seen_indicators


def indicators(request: HttpRequest) -> Sheet:
    """The indicators that were searched for, with what they mean."""
    seen = seen_indicators(request)
    area = next((one.area.name for one in seen.found if one.area.code == seen.area), seen.area)
    kind = dict(IndicatorKind.choices).get(seen.kind, "")
    facts = ((_("Tên hoặc mã"), seen.text), (_("Lĩnh vực"), area), (_("Cách cộng"), str(kind)))
    return Sheet(
        title=_("Danh mục chỉ tiêu"),
        columns=(
            Column(_("Mã")),
            Column(pgettext("indicator", "Chỉ tiêu"), Kind.NAME, width=60),
            Column(_("Lĩnh vực"), width=30),
            Column(_("Đơn vị tính")),
            Column(_("Cách cộng")),
            Column(_("Định nghĩa"), width=70),
            Column(_("Nguồn số liệu"), width=40),
        ),
        rows=[
            (
                one.code,
                one.name,
                one.area.name,
                one.measure,
                one.get_kind_display(),
                one.definition,
                one.source,
            )
            for one in seen.found
        ],
        count=len(seen.found),
        facts=tuple((what, which) for what, which in facts if which),
    )


def form_list(request: HttpRequest) -> Sheet:
    """Every form and what is in force of it."""
    reader(request)
    lines = forms()
    return Sheet(
        title=_("Biểu mẫu báo cáo"),
        columns=(
            Column(_("Biểu mẫu"), Kind.NAME, width=60),
            Column(_("Mã")),
            Column(_("Đơn vị nộp"), width=60),
            Column(_("Kỳ")),
            Column(_("Số dòng"), Kind.WHOLE),
            Column(_("Bản đang áp dụng"), Kind.WHOLE),
            Column(_("Áp dụng từ"), Kind.DATE),
            Column(_("Bản đang soạn"), Kind.WHOLE),
        ),
        rows=[
            (
                line.form.name,
                line.form.code,
                ", ".join(line.kinds),
                line.frequency,
                line.rows,
                line.in_force.number if line.in_force else _("Chưa có"),
                line.in_force.during.lower if line.in_force else None,
                line.draft.number if line.draft else None,
            )
            for line in lines
        ],
        count=len(lines),
    )


def form_lines(request: HttpRequest, code: str, number: int) -> Sheet:
    """What a version of a form asks for."""
    reader(request)
    version = version_or_404(code, number)
    draft = DraftForm.of(read_contents(version), version.during.lower)
    return Sheet(
        title=version.form.name,
        columns=(
            Column(_("STT"), width=8),
            Column(_("Nội dung"), Kind.NAME, width=70),
            Column(_("Mã")),
            Column(_("Đơn vị tính")),
            Column(_("Cách nhập")),
            Column(_("Bắt buộc")),
        ),
        rows=_form_rows(draft),
        count=len(draft.lines),
        facts=((_("Bản"), str(number)),),
    )


def _form_rows(draft: DraftForm) -> Iterator[Cells]:
    for line in draft.lines:
        if line.kind == "section":
            yield Strong((None, line.name, None, None, None, None))
            continue
        yield (
            line.label,
            line.about.name if line.about else "",
            line.indicator,
            line.about.measure if line.about else "",
            _("Lũy kế từ đầu năm") if line.entry == Entry.SINCE_START else _("Số trong kỳ"),
            "" if line.required else _("tùy chọn"),
        )
