"""Fields of forms that several apps use: a line, a text, a day."""

from __future__ import annotations

from typing import Any

from django import forms

from thidua.core.errors import DomainError
from thidua.core.text import clean_line, clean_text

LONGEST_LINE = 500


class LineField(forms.CharField):
    """One line of text without characters that cannot be stored or read."""

    def clean(self, value: Any) -> str:
        """The line with single spaces."""
        text: str = super().clean(value)
        try:
            return clean_line(text, most=self.max_length or LONGEST_LINE) if text else ""
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error


class TextField(forms.CharField):
    """Several lines without characters that cannot be stored or read, at most `most` characters."""

    def __init__(self, *, most: int, rows: int = 4, **options: Any) -> None:
        super().__init__(max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)
        self.most = most

    def clean(self, value: Any) -> str:
        """The lines, trimmed at both ends."""
        text: str = super().clean(value)
        try:
            return clean_text(text, most=self.most) if text else ""
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, as people type it or as a browser's date field sends it."""
    return forms.DateField(
        label=label,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        **options,
    )


def offer(form: forms.BaseForm, name: str, choices: Any) -> None:
    """Give a menu of a form what may be chosen: choices of a ChoiceField, rows of a ModelChoiceField."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = choices
    else:
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
