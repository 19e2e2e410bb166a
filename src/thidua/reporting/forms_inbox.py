"""The shape of what the inbox sends: reports chosen, reasons for sending one back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.core.errors import DomainError
from thidua.core.text import clean_line
from thidua.indicators.models import Indicator
from thidua.reporting.models import Report
from thidua.reporting.queries.entry import rows_of
from thidua.reporting.services.workflow import Reason

MOST_REASON = 400
QUICK_REASONS: Mapping[str, Promise] = MappingProxyType(
    {
        "so": _("Có thể thừa hoặc thiếu chữ số; đề nghị kiểm tra lại."),
        "khop": _("Không khớp với các ô liên quan; đề nghị đối chiếu lại."),
        "lech": _("Chênh lệch nhiều so với các kỳ trước; đề nghị sửa hoặc ghi lý do."),
        "chung": _("Đề nghị gửi kèm minh chứng."),
    }
)
"""What is said most often when a figure goes back, by the key that a row sends."""


def chosen_reports(data: QueryDict) -> dict[str, str]:
    """The reports that a page sends, as `12.3` (report, version looked at) or `12`: version by report, as text.

    `report` may come several times; `reports` holds many, between commas.
    """
    tokens = [*data.getlist("report"), *data.get("reports", "").split(",")]
    return {pk: version for pk, _dot, version in (token.partition(".") for token in tokens if token)}


class AcceptForm(forms.Form):
    """Reports chosen in the inbox, out of those that this person may accept."""

    report = forms.ModelMultipleChoiceField(
        queryset=Report.objects.none(),
        error_messages={
            "required": _("Hãy chọn ít nhất một báo cáo rồi bấm Tiếp nhận."),
            "invalid_choice": _("Có báo cáo không còn trong hộp thư. Hãy tải lại danh sách rồi chọn lại."),
            "invalid_pk_value": _("Danh sách chọn không đọc được. Hãy tải lại rồi chọn lại."),
        },
    )

    def __init__(self, *args: Any, reports: QuerySet[Report], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["report"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = reports


class InboxReturnForm(forms.Form):
    """A report to send back from its row. Reasons are typed (`reason`, `reason-CODE`) or ticked (`quick-CODE`)."""

    report = forms.ModelChoiceField(
        queryset=Report.objects.none(),
        error_messages={
            "required": _("Hãy chọn báo cáo cần trả lại."),
            "invalid_choice": _("Báo cáo không còn trong hộp thư. Hãy tải lại danh sách."),
        },
    )

    def __init__(self, data: QueryDict, *, reports: QuerySet[Report]) -> None:
        pk, _dot, self._seen = data.get("report", "").partition(".")
        super().__init__({"report": pk})
        self.sent, self._reasons = data, list[Reason]()
        field = self.fields["report"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = reports.select_related("unit", "sheet")

    def clean(self) -> dict[str, Any]:
        """Read the reasons of the report's own cells; at least one is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if report := cleaned.get("report"):
            if self._seen not in {"", str(report.version)}:
                raise forms.ValidationError(_("Báo cáo vừa được nộp lại. Hãy xem bản mới rồi quyết định."))
            self._read("", None)
            for row in rows_of(report):
                self._read(f"-{row.indicator.code}", row.indicator)
            if not self._reasons:
                raise forms.ValidationError(_("Hãy ghi ít nhất một lý do trả lại, để đơn vị biết cần sửa gì."))
        return cleaned

    def reasons(self) -> list[Reason]:
        """The reasons that were read, of a valid form."""
        return self._reasons

    def _read(self, suffix: str, indicator: Indicator | None) -> None:
        quick = [str(QUICK_REASONS[key]) for key in self.sent.getlist(f"quick{suffix}") if key in QUICK_REASONS]
        try:
            typed = clean_line(self.sent.get(f"reason{suffix}", ""), most=MOST_REASON)
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error
        if sentence := " ".join([*quick, *filter(None, [typed])])[:MOST_REASON]:
            self._reasons.append(Reason(sentence, indicator.pk if indicator else None))
