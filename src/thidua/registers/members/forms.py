"""The shape of what is typed about members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.org.models import Unit
from thidua.people.models import User

from .import_known import places
from .queries import Wanted
from .rules import (
    LONGEST_CARD,
    LONGEST_DECISION,
    LONGEST_NAME,
    LONGEST_OCCUPATION,
    REASONS,
    Details,
    Sex,
    read_birth,
    read_card,
    read_identity,
    read_name,
    read_occupation,
    read_phone,
)

FIRST, LAST = "1929-07-28", "2199-12-31"


class ReadField(forms.CharField):
    """A text that a rule reads; its error is the field's."""

    def __init__(self, reader: Callable[[str], Any], **options: Any) -> None:
        self.reader = reader
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """What the rule makes of the text."""
        text = super().clean(value) or ""
        try:
            return self.reader(text)
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error


def day_field(label: Any, *, required: bool = True, hint: Any = "", initial: Any = None) -> forms.DateField:
    """A day, chosen from the browser's calendar or typed."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        initial=initial,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date", "min": FIRST, "max": LAST}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Hãy chọn ngày."),
            "invalid": gettext_lazy("Ngày viết chưa đúng, ví dụ 28/12/2025."),
        },
    )


def _decision_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_DECISION, required=False)


class DetailsForm(forms.Form):
    """What is known of a person."""

    full_name = ReadField(
        read_name,
        label=gettext_lazy("Họ và tên"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Hãy ghi họ và tên.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_date = day_field(gettext_lazy("Ngày sinh"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Giới tính"), required=False)
    identity = ReadField(
        read_identity,
        label=gettext_lazy("Số định danh"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("12 chữ số, hoặc 9 chữ số của thẻ cũ. Lưu dạng mã hóa, chỉ hiện ba số cuối."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    phone = ReadField(
        read_phone,
        label=gettext_lazy("Điện thoại"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Lưu dạng mã hóa."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    card_number = ReadField(read_card, label=gettext_lazy("Số thẻ đoàn viên"), max_length=LONGEST_CARD, required=False)
    occupation = ReadField(
        read_occupation, label=gettext_lazy("Nghề nghiệp"), max_length=LONGEST_OCCUPATION, required=False
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["sex"].choices = [("", _("Chưa rõ")), *Sex.choices]  # type: ignore[attr-defined]

    def clean_birth_date(self) -> date | None:
        """A day of birth of somebody who may be a member."""
        day = self.cleaned_data["birth_date"]
        try:
            return partial(read_birth, today=clock.today())(day.isoformat()) if day else None
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error

    def details(self) -> Details:
        """What was typed. Valid forms only."""
        names = ("full_name", "birth_date", "sex", "identity", "card_number", "phone", "occupation")
        return Details(**{name: self.cleaned_data[name] for name in names})


class AdmissionForm(DetailsForm):
    """Somebody new."""

    on = day_field(gettext_lazy("Ngày kết nạp"), initial=clock.today)
    decision = _decision_field(gettext_lazy("Quyết định kết nạp"))
    another = forms.BooleanField(
        label=gettext_lazy("Đây là người khác, chỉ trùng tên"), required=False, widget=forms.HiddenInput
    )

    def ask_whether_another(self, sentence: str) -> None:
        """Show the box that says that a namesake is meant."""
        self.fields["another"].widget = forms.CheckboxInput()
        self.add_error("another", sentence)


class CorrectionForm(DetailsForm):
    """What is known of a member, said better; empty numbers stay as they are."""

    joined = day_field(gettext_lazy("Ngày vào đơn vị"))
    forget = forms.BooleanField(label=gettext_lazy("Xóa số định danh và điện thoại đang lưu"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class _StepForm(forms.Form):
    """A step of somebody's course: the day and the decision."""

    decision = _decision_field(gettext_lazy("Quyết định"))


class TransferForm(_StepForm):
    """To which unit, and from which day."""

    to = forms.CharField(
        label=gettext_lazy("Đơn vị chuyển đến"),
        max_length=200,
        help_text=gettext_lazy("Mã hoặc tên công đoàn cơ sở trong phạm vi bạn quản lý."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Hãy ghi mã hoặc tên đơn vị.")},
    )
    on = day_field(gettext_lazy("Từ ngày"), initial=clock.today)
    field_order = ("to", "on", "decision")

    def __init__(self, *arguments: Any, by: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.by = by

    def clean_to(self) -> Unit:
        """The unit meant, one where the person keeps the register."""
        text = "".join(c for c in self.cleaned_data["to"] if c.isprintable()).strip()
        place = places([text], self.by)[text]
        if place.sentence:
            raise forms.ValidationError(place.sentence)
        return Unit.objects.get(pk=place.unit_id)


class LeavingForm(_StepForm):
    """Why somebody is no longer a member, and since when."""

    reason = forms.ChoiceField(label=gettext_lazy("Lý do"), choices=REASONS)
    on = day_field(
        gettext_lazy("Từ ngày"), hint=gettext_lazy("Ngày đầu tiên không còn là đoàn viên."), initial=clock.today
    )
    field_order = ("reason", "on", "decision")


class FilterForm(forms.Form):
    """Which members to list."""

    q = forms.CharField(
        label=gettext_lazy("Họ tên hoặc số thẻ"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("Tình trạng"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Giới tính"), required=False)
    since = day_field(gettext_lazy("Vào từ ngày"), required=False)
    until = day_field(gettext_lazy("Vào đến ngày"), required=False)
    sau = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    truoc = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("Đang sinh hoạt")),
            ("left", _("Đã ra")),
            ("all", _("Tất cả")),
        ]
        self.fields["sex"].choices = [("", _("Tất cả")), *Sex.choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What is asked for. Valid forms only."""
        data = self.cleaned_data
        return Wanted(data["q"], data["state"] or "current", data["sex"], data["since"], data["until"])
