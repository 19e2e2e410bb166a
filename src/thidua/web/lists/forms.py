"""What is typed or chosen for a list: the file with its options, and which column says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.exchange.kinds import Field, ListKind
from thidua.exchange.models import Intake
from thidua.people.models import User

LONGEST_OPTION = 400
LONGEST_EXAMPLE = 40


class UploadForm(forms.Form):
    """A file with a list, and what its kind wants to know of the whole list."""

    file = forms.FileField(
        label=gettext_lazy("Chọn hoặc kéo tệp danh sách vào đây"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), OpenDocument (.ods) hoặc CSV; tối đa 20 MB, 200.000 dòng."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chưa chọn tệp. Hãy chọn tệp danh sách rồi bấm lại.")},
    )

    def __init__(self, *args: Any, kind: ListKind, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for one in kind.options:
            self.fields[one.name] = _option(one, user)

    def options(self) -> dict[str, str]:
        """What was chosen, by name of the option; a day in ISO form."""
        typed = {one.name: self.cleaned_data[one.name] for one in self.kind.options}
        return {name: str(value or "") for name, value in typed.items()}

    def option_fields(self) -> list[forms.BoundField]:
        """The fields beside the file."""
        return [self[one.name] for one in self.kind.options]


class MappingForm(forms.Form):
    """Which column of a list is which field; the columns show what stands in the first rows."""

    def __init__(
        self, *args: Any, kind: ListKind, intake: Intake, examples: Sequence[Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        columns = [(str(at), _column(at, name, examples)) for at, name in enumerate(intake.headings)]
        for one in kind.fields:
            label = _("Chọn cột") if one.required else _("Không có trong tệp")
            self.fields[one.name] = forms.ChoiceField(
                label=str(one.heading),
                help_text=str(one.hint),
                required=one.required,
                choices=[("", f"— {label} —"), *columns],
                initial=str(intake.mapping.get(one.name, "")),
                error_messages={
                    "required": _("Hãy chọn cột cho «%(name)s».") % {"name": one.heading},
                    "invalid_choice": _("Tệp không có cột đã chọn. Hãy chọn lại."),
                },
            )

    def mapping(self) -> Mapping[str, int]:
        """The number of the column by name of field."""
        return {name: int(at) for name, at in self.cleaned_data.items() if at}


def _option(one: Field, user: User) -> forms.Field:
    common: dict[str, Any] = {"label": one.heading, "help_text": one.hint, "required": one.required}
    if one.choices:
        choices = list(one.choices(user))
        errors = {"invalid_choice": _("Mục này không còn. Hãy chọn lại trong danh sách.")}
        offered = choices if one.required else [("", "—"), *choices]
        return forms.ChoiceField(choices=offered, error_messages=errors, **common)
    if one.cell == "day":
        errors = {"invalid": _("Ngày này không có. Hãy chọn một ngày như 28/12/2020.")}
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, error_messages=errors, **common)
    return forms.CharField(max_length=LONGEST_OPTION, **common)


def _column(at: int, heading: str, examples: Sequence[Sequence[str]]) -> str:
    """How a column is offered: its letter and heading, and what stands in it first."""
    said = [cells[at] for cells in examples if at < len(cells) and cells[at]]
    heading = heading or _("(không có tiêu đề)")
    name = f"{_letter(at)}: {heading}"
    return f"{name} ({_short(said[0])})" if said else name


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_EXAMPLE else text[:LONGEST_EXAMPLE] + "…"


def _letter(at: int) -> str:
    """The letter of a column, as spreadsheets call it."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
