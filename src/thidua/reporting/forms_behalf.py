"""The shape of what is typed about entry on behalf: how figures came in, the unit's answer, the second person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.reporting.rules import Channel
from thidua.ui.fields import LineField


class BehalfForm(forms.Form):
    """How a unit's figures came in, with the paper where there is one."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Đơn vị gửi số liệu qua"),
        choices=Channel.choices,
        initial=Channel.PAPER.value,
        widget=forms.RadioSelect,
    )
    paper = forms.FileField(
        label=gettext_lazy("Ảnh chụp hoặc bản PDF đơn vị đã gửi"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    keep = forms.BooleanField(label=gettext_lazy("Dùng lại tệp đã đính kèm ở bản trước"), required=False, initial=True)
    remark = LineField(
        label=gettext_lazy("Ghi chú"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Như: bà Hoa, kế toán, đọc qua điện thoại chiều 17/5."),
    )


class AnswerForm(forms.Form):
    """What a unit says to figures that were typed for it; an objection says what is wrong."""

    name = LineField(
        label=gettext_lazy("Họ tên, chức vụ của bạn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Hãy ghi họ tên của bạn để cấp trên biết ai trả lời.")},
    )
    objection = LineField(
        label=gettext_lazy("Điểm chưa đúng"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Ghi rõ chỉ tiêu nào, số đúng là bao nhiêu. Để trống nếu mọi số đều đúng."),
    )

    def __init__(self, *args: Any, objects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if objects:
            field = self.fields["objection"]
            field.required = True
            field.error_messages["required"] = _("Hãy ghi điểm chưa đúng để người nhập thay sửa.")


class SecondForm(forms.Form):
    """Who accepts beside a unit's one officer."""

    username = LineField(
        label=gettext_lazy("Tên đăng nhập của người thứ hai"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "list": "colleagues"}),
        error_messages={"required": gettext_lazy("Hãy ghi tên đăng nhập của người tiếp nhận thứ hai.")},
    )
