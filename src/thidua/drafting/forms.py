"""What is typed to begin a document, around its words, and to end it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thidua.core.errors import DomainError
from thidua.core.text import clean_line, clean_text
from thidua.documents.content import Frame
from thidua.documents.rules import Kind
from thidua.documents.services.drafts import FRAME_FIELDS, FRAME_LINES, LONGEST_LINE, MOST_LINES
from thidua.documents.services.issuing import LONGEST_REASON
from thidua.ui.fields import LineField

from .builders import BUILDERS


class StartForm(forms.Form):
    """Which document is drafted: in whose name, of which kind, about which period; periods stand under their years.

    `compares`: the unit has units below it, so that there is something to compare.
    """

    unit = forms.ChoiceField(label=_("Đơn vị"))
    kind = forms.ChoiceField(label=_("Loại văn bản"), widget=forms.RadioSelect)
    period = forms.ChoiceField(label=_("Kỳ"))

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[str, str]],
        periods: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        compares: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in Kind if kind in BUILDERS and (compares or not kind.compares)]
        for name, offered in (("unit", units), ("kind", kinds), ("period", periods)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered


class LinesField(forms.CharField):
    """Several lines; the value is a list of those that are not empty."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            lines = clean_text(text, most=MOST_LINES * LONGEST_LINE).split("\n")
            cleaned = [clean_line(line, most=LONGEST_LINE) for line in lines]
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error
        return [line for line in cleaned if line][:MOST_LINES]


class FrameForm(forms.Form):
    """What stands around the words."""

    subject = LineField(label=_("Trích yếu"), max_length=LONGEST_LINE, widget=forms.Textarea(attrs={"rows": 3}))
    place = LineField(label=_("Địa danh"), max_length=100, required=False)
    date_text = LineField(
        label=_("Ngày tháng"),
        max_length=100,
        required=False,
        help_text=_("Khi ban hành, dòng này mang ngày ban hành."),
    )
    authority = LinesField(label=_("Quyền hạn, chức vụ"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    signer = LineField(label=_("Người ký"), max_length=200, required=False)
    recipients = LinesField(
        label=_("Nơi nhận"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi nơi một dòng."),
    )

    @classmethod
    def of(cls, frame: Frame) -> FrameForm:
        """The form as a frame stands."""
        return cls(initial=frame_texts(frame), auto_id="frame-%s")


class WithdrawForm(forms.Form):
    """Why a document holds no more."""

    reason = LineField(label=_("Lý do thu hồi"), max_length=LONGEST_REASON)


def frame_texts(frame: Frame) -> dict[str, str]:
    """The fields of a frame that may be edited, as text: lines one below the other."""
    values = {name: getattr(frame, name) for name in FRAME_FIELDS}
    return {name: "\n".join(value) if name in FRAME_LINES else value for name, value in values.items()}
