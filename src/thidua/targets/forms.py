"""The shape of what is typed about targets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number, print_number, unscale
from thidua.figures.rules import in_dong
from thidua.indicators.models import Indicator
from thidua.ui.fields import LineField

LONGEST_REASON, LONGEST_DECISION = 400, 120


class AmountField(forms.CharField):
    """A number as people in Việt Nam type it; the value is scaled as the indicator's numbers are."""

    def __init__(self, *, indicator: Indicator, **options: Any) -> None:
        self.decimals, self.worth = indicator.decimals, in_dong(indicator.measure_vi)
        super().__init__(
            max_length=60,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"}),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """What the field shows: a scaled number printed, typed text as it was typed."""
        return print_number(unscale(value, self.decimals)) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """The scaled number, None for an empty field that need not be filled."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text, decimals=self.decimals, worth=self.worth)
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error


class GroundsForm(forms.Form):
    """What a change of a target rests on: a day, a decision, a reason."""

    on = forms.DateField(
        label=_("Ngày quyết định"),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        initial=clock.today,
    )
    decision = LineField(label=_("Số văn bản"), max_length=LONGEST_DECISION, required=False)
    reason = LineField(label=_("Lý do"), max_length=LONGEST_REASON, required=False)


class AmountForm(GroundsForm):
    """A target of one unit: registered by itself, or assigned to it."""

    def __init__(
        self, *arguments: Any, indicator: Indicator, label: str, required: bool = True, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        hint = _("Gõ như 1.424 hoặc 52,5. Đơn vị tính: %(measure)s.") % {"measure": indicator.measure}
        amount = AmountField(indicator=indicator, label=label, help_text=hint, required=required)
        self.fields = {"amount": amount, **self.fields}


class AdjustForm(AmountForm):
    """A change of an assigned target in the course of the year; `seen` is what its editor saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    cancel = forms.BooleanField(label=_("Hủy chỉ tiêu này"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, required=False, **options)
        self.fields["reason"].required = True

    def clean(self) -> dict[str, Any]:
        """An amount, or the wish to cancel, but not neither."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("cancel") and cleaned.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Hãy nhập chỉ tiêu mới, hoặc chọn hủy chỉ tiêu."))
        return cleaned


class SplitForm(GroundsForm):
    """A parent's target over its children: one amount per child, empty for none."""

    def __init__(self, *arguments: Any, indicator: Indicator, children: dict[int, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields |= {
            f"unit-{pk}": AmountField(indicator=indicator, label=name, required=False) for pk, name in children.items()
        }

    def parts(self) -> dict[int, int]:
        """The amounts by unit id, those left empty not among them. Valid forms only."""
        return {
            int(name.removeprefix("unit-")): amount
            for name, amount in self.cleaned_data.items()
            if name.startswith("unit-") and amount is not None
        }
