"""Forms around point tables: a new one, its name, the filter of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.scoring.scheme import Scheme
from thidua.scoring.shipped import shipped
from thidua.ui.fields import LineField, offer

NAME, FIRST_YEAR, LAST_YEAR = 200, 2000, 2100
LARGEST_JSON = 2 * 1024 * 1024
EMPTY, COPY, EXAMPLE, FILE = "empty", "copy", "example", "file"


class NameForm(forms.Form):
    """What a scheme is called, and for which year it is."""

    name = LineField(label=gettext_lazy("Tên bảng điểm"), max_length=NAME)
    year = forms.IntegerField(label=gettext_lazy("Năm"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


class NewForm(NameForm):
    """A new scheme of an owner: empty, a copy of another, from an example, or from a file."""

    owner = forms.ChoiceField(label=gettext_lazy("Đơn vị lập"))
    begin = forms.ChoiceField(
        label=gettext_lazy("Bắt đầu từ"),
        widget=forms.RadioSelect,
        choices=[
            (COPY, gettext_lazy("Bảng điểm đã có, ví dụ của năm trước")),
            (EXAMPLE, gettext_lazy("Bảng mẫu kèm theo phần mềm")),
            (EMPTY, gettext_lazy("Bảng trống")),
            (FILE, gettext_lazy("Tệp JSON")),
        ],
    )
    copied = forms.ChoiceField(label=gettext_lazy("Chép từ"), required=False)
    example = forms.ChoiceField(label=gettext_lazy("Bảng mẫu"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Tệp JSON"), required=False, help_text=gettext_lazy("Tệp mà nút «Tải tệp JSON» tạo ra.")
    )

    def __init__(self, *args: Any, owners: list[tuple[str, str]], copies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables = [(table.code, _said(table)) for table in shipped()]
        for name, choices in (("owner", owners), ("copied", copies), ("example", tables)):
            offer(self, name, choices)

    def clean(self) -> dict[str, Any]:
        """What the chosen beginning needs."""
        data: dict[str, Any] = super().clean() or {}
        needed = {COPY: "copied", EXAMPLE: "example", FILE: "file"}.get(data.get("begin", ""))
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Hãy chọn mục này, hoặc chọn cách bắt đầu khác."))
        sent = data.get("file")
        if sent is not None and sent and sent.size > LARGEST_JSON:
            self.add_error("file", _("Tệp lớn hơn 2 MB, không phải là một bảng điểm."))
        return data


def _said(table: Scheme) -> str:
    return table.name if table.verified else _("%(name)s (chưa kiểm chứng)") % {"name": table.name}
