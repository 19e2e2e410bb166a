"""The shape of what people type about their tokens."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .rules import LONGEST


class TokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(
        label=_("Dùng cho phần mềm nào"),
        help_text=_("Ví dụ: phần mềm quản lý đoàn viên của trường."),
        max_length=LONGEST,
    )
