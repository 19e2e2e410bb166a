"""The shape of what is said about cells besides their numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class CommentForm(forms.Form):
    """A remark about a cell; the service says what is wrong with it."""

    text = forms.CharField(max_length=1000, required=False)


class MarkForm(forms.Form):
    """A mark of a cell, put on or taken off."""

    mark = forms.ChoiceField(choices=[("estimated", ""), ("flagged", "")])
    on = forms.BooleanField(required=False)


class ExplanationForm(forms.Form):
    """Why a number is out of range: own words before a quick choice."""

    why = forms.CharField(max_length=400, required=False)
    quick = forms.CharField(max_length=400, required=False)

    @property
    def reason(self) -> str:
        """What was said, "" for nothing."""
        return str(self.cleaned_data["why"] or self.cleaned_data["quick"])


class EvidenceForm(forms.Form):
    """A file from the camera or from the device, for a cell or (without a code) for the whole report."""

    photo = forms.FileField(required=False, allow_empty_file=True)
    file = forms.FileField(required=False, allow_empty_file=True)
    caption = forms.CharField(label=gettext_lazy("Chú thích"), max_length=200, required=False)
    code = forms.CharField(max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("photo") or data.get("file")):
            raise forms.ValidationError(_("Hãy chọn tệp hoặc chụp ảnh rồi gửi."))
        return data
