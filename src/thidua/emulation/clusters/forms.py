"""The shape of what is typed about clusters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.text import clean_line, clean_text
from thidua.indicators.models import Indicator
from thidua.ui.fields import offer

from .queries.planning import PlanLine
from .rules import (
    LONGEST_NAME,
    LONGEST_POST,
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_INDICATORS,
    DutyKind,
    NextLead,
    SeatRole,
    Whose,
)
from .services.reviews import Asking

FIRST, LAST = "1990-01-01", "2199-12-31"
LONGEST_SECTIONS = 2_000
USUAL_SECTIONS = (
    "Tình hình đoàn viên, người lao động",
    "Kết quả thực hiện các nội dung thi đua",
    "Hạn chế và nguyên nhân",
    "Nhiệm vụ thời gian tới, kiến nghị",
)


class TextField(forms.CharField):
    """A text without hidden characters; its error is the field's."""

    def __init__(self, *, most: int, lines: int = 1, **options: Any) -> None:
        self.cleaner: Callable[..., str] = clean_text if lines > 1 else clean_line
        self.most = most
        if lines > 1:
            options.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(max_length=None, **options)
        self.widget.attrs.setdefault("maxlength", str(most))

    def clean(self, value: Any) -> Any:
        """The text as it is stored."""
        try:
            return self.cleaner(super().clean(value) or "", most=self.most)
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error


def day_field(label: Any, *, hint: Any = "", initial: Any = None) -> forms.DateField:
    """A day, chosen from the browser's calendar or typed."""
    return forms.DateField(
        label=label,
        help_text=hint,
        initial=initial,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date", "min": FIRST, "max": LAST}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Hãy chọn ngày."),
            "invalid": gettext_lazy("Ngày viết chưa đúng, ví dụ 28/12/2025."),
        },
    )


class FoundingForm(forms.Form):
    """A new cluster; the roles of its members are typed beside it, as `role-<code>`."""

    name = TextField(
        label=gettext_lazy("Tên cụm, khối"),
        most=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Hãy đặt tên cho cụm.")},
    )
    decision = TextField(label=gettext_lazy("Quyết định thành lập"), most=LONGEST_REASON, required=False)
    on = day_field(gettext_lazy("Từ ngày"))
    next_lead = forms.ChoiceField(label=gettext_lazy("Cụm trưởng năm sau"), choices=NextLead.choices)


class ChangeForm(forms.Form):
    """A change of membership on a day."""

    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"))
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=SeatRole.choices)
    on = day_field(gettext_lazy("Từ ngày"), initial=clock.today)
    reason = TextField(
        label=gettext_lazy("Lý do"),
        most=LONGEST_REASON,
        help_text=gettext_lazy("Số quyết định, hoặc vì sao thay đổi."),
        error_messages={"required": gettext_lazy("Hãy ghi lý do; lý do còn mãi trong lịch sử của cụm.")},
    )

    def __init__(self, *arguments: Any, units: Sequence[tuple[str, str]], with_role: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "unit", [("", _("Chọn đơn vị")), *units])
        self.fields["unit"].error_messages["required"] = _("Hãy chọn đơn vị.")
        if not with_role:
            del self.fields["role"]


class DissolveForm(forms.Form):
    """The end of a cluster."""

    on = day_field(gettext_lazy("Giải thể từ ngày"), initial=clock.today)
    reason = TextField(
        label=gettext_lazy("Lý do"),
        most=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Hãy ghi lý do.")},
    )


class TurnsForm(forms.Form):
    """How next year's lead is found; the places are typed beside it, as `place-<code>`."""

    next_lead = forms.ChoiceField(label=gettext_lazy("Cách chọn"), choices=NextLead.choices)


class DutyForm(forms.Form):
    """Something in a calendar."""

    title = TextField(
        label=gettext_lazy("Việc"), most=LONGEST_TITLE, error_messages={"required": gettext_lazy("Hãy ghi tên việc.")}
    )
    due_on = day_field(gettext_lazy("Hạn"))
    whose = forms.ChoiceField(label=gettext_lazy("Người làm"), choices=Whose.choices, initial=Whose.MEMBERS)
    kind = forms.ChoiceField(label=gettext_lazy("Loại việc"), choices=DutyKind.choices, initial=DutyKind.OTHER)
    source = TextField(label=gettext_lazy("Căn cứ"), most=LONGEST_TITLE, required=False)

    def line(self) -> PlanLine:
        """What was typed. Valid forms only."""
        typed = self.cleaned_data
        return PlanLine(
            typed["title"], DutyKind(typed["kind"]), Whose(typed["whose"]), typed["due_on"], typed["source"]
        )


class PlannedForm(DutyForm):
    """A line of the plan of a year; an empty title leaves it out."""

    title = TextField(label=gettext_lazy("Việc"), most=LONGEST_TITLE, required=False)
    due_on = day_field(gettext_lazy("Hạn"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["due_on"].required = bool(self.data.get(self.add_prefix("title"), "").strip())


PlanFormSet = forms.formset_factory(PlannedForm, extra=3, max_num=60, absolute_max=60)


class PostForm(forms.Form):
    """Something that is written to a cluster; `mentions` are codes of members."""

    text = TextField(
        label=gettext_lazy("Nội dung"),
        most=LONGEST_POST,
        lines=3,
        error_messages={"required": gettext_lazy("Hãy viết nội dung rồi gửi.")},
    )
    mentions = forms.MultipleChoiceField(
        label=gettext_lazy("Nhắc tới"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *arguments: Any, members: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "mentions", list(members))


class FileForm(forms.Form):
    """A file for the workspace, or an issued document by its reference."""

    title = TextField(label=gettext_lazy("Tên tài liệu"), most=LONGEST_TITLE, required=False)
    upload = forms.FileField(
        label=gettext_lazy("Tệp"),
        required=False,
        help_text=gettext_lazy("Ảnh, PDF, Word (.docx) hoặc Excel (.xlsx)."),
        allow_empty_file=True,
    )
    document = forms.ChoiceField(label=gettext_lazy("Hoặc văn bản đã ban hành"), required=False)

    def __init__(self, *arguments: Any, documents: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "document", [("", _("Không chọn văn bản")), *documents])

    def clean(self) -> dict[str, Any]:
        """One of the two is there."""
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("upload")) == bool(cleaned.get("document")):
            raise forms.ValidationError(_("Hãy chọn một tệp hoặc một văn bản đã ban hành, không chọn cả hai."))
        return cleaned


class ReviewForm(forms.Form):
    """What the lead asks for."""

    title = TextField(
        label=gettext_lazy("Tên đợt"),
        most=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Hãy đặt tên cho đợt.")},
    )
    period = forms.ChoiceField(label=gettext_lazy("Kỳ"))
    due_on = day_field(gettext_lazy("Hạn gửi"))
    sections = TextField(
        label=gettext_lazy("Các mục cần viết"),
        most=LONGEST_SECTIONS,
        lines=5,
        help_text=gettext_lazy("Mỗi dòng một mục. Bảng số liệu của các thành viên được thêm vào khi tổng hợp."),
        error_messages={"required": gettext_lazy("Hãy ghi ít nhất một mục.")},
    )

    def __init__(self, *arguments: Any, periods: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "period", list(periods))

    def asking(self) -> Asking:
        """What is asked of the members. Valid forms only."""
        typed = self.cleaned_data
        return Asking(typed["title"], typed["period"], typed["sections"].splitlines(), typed["due_on"])


class IndicatorsForm(forms.Form):
    """The indicators of a cluster's table, under their work areas."""

    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("Chỉ tiêu"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *arguments: Any, offered: Sequence[Indicator], **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "indicators", [(indicator.code, indicator.name) for indicator in offered])

    def clean_indicators(self) -> list[str]:
        """Not more than a table holds."""
        chosen = list(self.cleaned_data["indicators"])
        if len(chosen) > MOST_INDICATORS:
            raise forms.ValidationError(
                _("Mỗi cụm đối chiếu tối đa %(most)d chỉ tiêu. Hãy bỏ bớt.") % {"most": MOST_INDICATORS}
            )
        return chosen
