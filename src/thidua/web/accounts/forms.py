"""The shape of what administrators type about accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.access.rules import Role
from thidua.core.errors import DomainError
from thidua.indicators.models import WorkArea
from thidua.org.models import Unit
from thidua.org.rules import PostRole
from thidua.people.models import User

from .reach import unit_within

EARLIEST, LATEST = "1990-01-01", "2199-12-31"


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day, chosen from the browser's calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date", "min": EARLIEST, "max": LATEST}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Hãy chọn ngày."),
            "invalid": gettext_lazy("Ngày viết chưa đúng, ví dụ 28/12/2025."),
        },
    )


class _WithUnit(forms.Form):
    """A form that names units within the reach of whoever fills it in."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def found(self, text: str) -> Unit:
        """The unit meant; what is wrong becomes the field's error."""
        try:
            return unit_within(self.by, text)
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error


def _unit_box(hint: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Đơn vị"),
        max_length=200,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Hãy ghi mã hoặc tên đơn vị.")},
    )


class RoleForm(_WithUnit):
    """A role, where it holds and for how long."""

    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=Role.choices)
    unit = _unit_box(
        gettext_lazy("Mã hoặc tên. Ghi nhiều mã cách nhau bằng dấu chấm phẩy thì vai trò chỉ đúng ở các đơn vị đó.")
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Chỉ trong lĩnh vực"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Không chọn là mọi lĩnh vực."),
    )
    since = day_field(gettext_lazy("Từ ngày"), required=False, hint=gettext_lazy("Để trống là từ hôm nay."))
    until = day_field(gettext_lazy("Đến trước ngày"), required=False, hint=gettext_lazy("Để trống là không thời hạn."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [(area.code, area.name) for area in WorkArea.objects.order_by("order")]
        self.fields["areas"].choices = areas  # type: ignore[attr-defined]

    def clean_unit(self) -> list[Unit]:
        """One unit or several."""
        texts = [text.strip() for text in self.cleaned_data["unit"].split(";") if text.strip()]
        if not texts:
            raise forms.ValidationError(_("Hãy ghi mã hoặc tên đơn vị."))
        return [self.found(text) for text in texts]


class PersonForm(forms.Form):
    """A person's name and address."""

    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên"),
        max_length=120,
        error_messages={"required": gettext_lazy("Hãy ghi họ và tên.")},
    )
    email = forms.CharField(
        label=gettext_lazy("Thư điện tử"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class AccountForm(RoleForm, PersonForm):
    """A new account and its first role."""

    username = forms.CharField(
        label=gettext_lazy("Tên đăng nhập"),
        max_length=80,
        help_text=gettext_lazy("Chữ không dấu, chữ số, dấu chấm; ví dụ nguyen.van.an."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Hãy đặt tên đăng nhập.")},
    )
    since = until = None  # type: ignore[assignment]
    field_order = ("full_name", "username", "email", "role", "unit", "areas")

    def clean_unit(self) -> list[Unit]:
        """The first role is at one unit."""
        units = super().clean_unit()
        if len(units) > 1:
            raise forms.ValidationError(_("Hãy ghi một đơn vị; thêm đơn vị khác sau khi mở tài khoản."))
        return units


class PostForm(_WithUnit):
    """A post at a unit and its term."""

    role = forms.ChoiceField(label=gettext_lazy("Chức vụ"), choices=PostRole.choices)
    title = forms.CharField(
        label=gettext_lazy("Chức danh ghi trên văn bản"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Để trống thì lấy tên chức vụ."),
    )
    unit = _unit_box(gettext_lazy("Mã hoặc tên."))
    since = day_field(gettext_lazy("Từ ngày"))
    until = day_field(gettext_lazy("Đến trước ngày"), required=False, hint=gettext_lazy("Để trống là đang giữ."))

    def clean_unit(self) -> Unit:
        """The unit of the post."""
        return self.found(self.cleaned_data["unit"])


class FilterForm(forms.Form):
    """Which accounts to list."""

    q = forms.CharField(
        label=gettext_lazy("Tên hoặc tên đăng nhập"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), required=False)
    unit = forms.CharField(label=gettext_lazy("Mã đơn vị, gồm mọi cấp dưới"), max_length=40, required=False)
    state = forms.ChoiceField(label=gettext_lazy("Tình trạng"), required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Mọi vai trò")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("Tất cả")),
            ("active", _("Đang dùng")),
            ("inactive", _("Ngừng sử dụng")),
        ]

    def clean_unit(self) -> Unit | None:
        """The unit with this code."""
        code = self.cleaned_data["unit"].strip()
        unit = Unit.objects.filter(code__iexact=code).first() if code else None
        if code and unit is None:
            raise forms.ValidationError(_("Không có đơn vị mang mã này."))
        return unit
