"""The shape of what the editors of forms and indicators send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number, print_number, unscale
from thidua.core.periods import Calendar, Frequency
from thidua.indicators.models import Indicator, WorkArea
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Direction, Kind
from thidua.indicators.services.indicators import Nature, Words
from thidua.indicators.services.periods import BASES
from thidua.org.rules import UnitKind

LONGEST_NAME = 200
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StartForm(forms.Form):
    """The first day of a new version."""

    starts = forms.DateField(label=gettext_lazy("Áp dụng từ ngày"), widget=DAY)


class NewForm(forms.Form):
    """What a new form is for."""

    name_vi = forms.CharField(label=gettext_lazy("Tên biểu mẫu"), max_length=LONGEST_NAME)
    name_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=LONGEST_NAME, required=False)
    code = forms.CharField(
        label=gettext_lazy("Mã biểu mẫu"),
        max_length=40,
        help_text=gettext_lazy("Chữ thường không dấu, số và gạch nối; không đổi về sau. Ví dụ: ward-month."),
    )
    unit_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Loại đơn vị phải nộp"), choices=UnitKind.choices, widget=forms.CheckboxSelectMultiple
    )
    calendar = forms.ChoiceField(
        label=gettext_lazy("Lịch"), choices=[(c.value, c.label) for c in Calendar if c in BASES]
    )
    frequency = forms.ChoiceField(
        label=gettext_lazy("Kỳ báo cáo"),
        choices=[(f.value, f.label) for f in Frequency if any(f in bases for bases in BASES.values())],
    )
    starts = forms.DateField(label=gettext_lazy("Áp dụng từ ngày"), widget=DAY)

    def clean(self) -> dict[str, Any]:
        """A school year has no months of its own, a calendar year no semesters."""
        cleaned: dict[str, Any] = super().clean() or {}
        calendar, frequency = cleaned.get("calendar"), cleaned.get("frequency")
        if calendar and frequency and frequency not in BASES[Calendar(calendar)]:
            self.add_error("frequency", _("Lịch này không có kỳ như vậy. Hãy chọn kỳ khác hoặc lịch khác."))
        return cleaned


class WordsForm(forms.Form):
    """The words and limits of an indicator; limits are typed in the unit of measure."""

    name_vi = forms.CharField(label=gettext_lazy("Tên"), max_length=LONGEST_NAME)
    name_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=LONGEST_NAME)
    definition_vi = forms.CharField(
        label=gettext_lazy("Định nghĩa"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )
    definition_en = forms.CharField(
        label=gettext_lazy("Định nghĩa tiếng Anh"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )
    source = forms.CharField(
        label=gettext_lazy("Nguồn số liệu"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Sổ, hồ sơ hoặc phần mềm mà đơn vị lấy số; văn bản quy định chỉ tiêu."),
    )
    notes = forms.CharField(
        label=gettext_lazy("Ghi chú"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
    )
    smallest = forms.CharField(label=gettext_lazy("Số nhỏ nhất có thể nhập"), max_length=40)
    largest = forms.CharField(label=gettext_lazy("Số lớn nhất có thể nhập"), max_length=40)
    print_digits = forms.IntegerField(label=gettext_lazy("Số chữ số lẻ khi in"), min_value=0, max_value=4)

    def __init__(self, *args: Any, scale: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale

    @staticmethod
    def initial_of(indicator: Indicator) -> dict[str, Any]:
        """What the form shows of an indicator."""
        names = ("name_vi", "name_en", "definition_vi", "definition_en", "source", "notes", "print_digits")
        ends = {
            name: print_number(unscale(getattr(indicator, name), indicator.decimals))
            for name in ("smallest", "largest")
        }
        return {name: getattr(indicator, name) for name in names} | ends

    def clean(self) -> dict[str, Any]:
        """Read the limits as numbers are read everywhere."""
        cleaned: dict[str, Any] = super().clean() or {}
        decimals = cleaned.get("decimals", self.scale) or 0
        for name in ("smallest", "largest"):
            try:
                cleaned[name] = parse_number(cleaned.get(name, ""), decimals=decimals)
            except DomainError as error:
                self.add_error(name, error.sentence)
        return cleaned

    def words(self) -> Words:
        """The words of a valid form."""
        data = self.cleaned_data
        names = ("name_vi", "name_en", "definition_vi", "definition_en", "source", "notes")
        return Words(
            **{name: data[name] for name in names},
            smallest=data["smallest"],
            largest=data["largest"],
            print_digits=data["print_digits"],
        )


class NewIndicatorForm(WordsForm):
    """A new indicator: what it is, for ever, and its words."""

    code = forms.CharField(
        label=gettext_lazy("Mã"), max_length=12, help_text=gettext_lazy("Chữ hoa rồi chữ số, ví dụ ORG95. Không đổi.")
    )
    area = forms.ModelChoiceField(label=gettext_lazy("Lĩnh vực"), queryset=WorkArea.objects.all())
    kind = forms.ChoiceField(label=gettext_lazy("Cách cộng"), choices=Kind.choices)
    direction = forms.ChoiceField(label=gettext_lazy("Chiều tốt"), choices=Direction.choices)
    measure_vi = forms.CharField(label=gettext_lazy("Đơn vị tính"), max_length=40)
    measure_en = forms.CharField(label=gettext_lazy("Đơn vị tính tiếng Anh"), max_length=40)
    decimals = forms.IntegerField(label=gettext_lazy("Số chữ số lẻ khi nhập"), min_value=0, max_value=4, initial=0)
    numerator = forms.CharField(label=gettext_lazy("Tử số (của tỷ lệ)"), max_length=12, required=False)
    denominator = forms.CharField(label=gettext_lazy("Mẫu số (của tỷ lệ)"), max_length=12, required=False)
    weight = forms.CharField(label=gettext_lazy("Trọng số (của bình quân)"), max_length=12, required=False)
    field_order: Sequence[str] = ("code", "area", "name_vi", "name_en", "kind", "direction", "measure_vi", "measure_en")

    def clean(self) -> dict[str, Any]:
        """Find the indicators that this one is made of."""
        cleaned = super().clean()
        for name in ("numerator", "denominator", "weight"):
            code = cleaned.get(name, "")
            cleaned[name] = catalogue().by_code.get(code.upper()) if code else None
            if code and cleaned[name] is None:
                self.add_error(name, _("Danh mục không có chỉ tiêu «%(code)s».") % {"code": code})
        return cleaned

    def nature(self) -> Nature:
        """What the indicator is, of a valid form."""
        data = self.cleaned_data
        names = ("area", "measure_vi", "measure_en", "kind", "direction", "decimals")
        parts = ("numerator", "denominator", "weight")
        return Nature(code=data["code"].upper(), **{name: data[name] for name in (*names, *parts)})
