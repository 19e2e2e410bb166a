"""The shape of what pages send: bursts of edits, whole grids, reasons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number, scale
from thidua.core.text import clean_line, fold
from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell, Edit
from thidua.figures.rules import in_dong
from thidua.indicators.models import Indicator
from thidua.reporting.errors import MalformedEdits, NotCollected, TooManyEdits
from thidua.reporting.queries.entry import NONE_KEY
from thidua.reporting.queries.since import Earlier
from thidua.reporting.rules import WORDS_FOR_NONE, Channel
from thidua.reporting.services.entry import refuse_implausible
from thidua.reporting.services.exceptions import Without
from thidua.ui.fields import LineField

MOST_EDITS = 500
MOST_REASON = 400
EXCEPTION = "exception-"
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Burst:
    """Edits that can be tried, and the sentences about those that cannot, by indicator code."""

    key: UUID
    edits: list[Edit]
    refused: dict[str, str] = field(default_factory=dict)


def read_cell(text: str, indicator: Indicator, earlier: Earlier | None = None) -> Cell:
    """What was typed into a cell: `earlier` is there where figures since the start of the year are typed.

    Raises BadNumber or NotPlausible, and what `Earlier.in_period` raises.
    """
    if not text.strip():
        return EMPTY
    if fold(text) in WORDS_FOR_NONE:
        return NOT_APPLICABLE
    cell = Cell(parse_number(text, decimals=indicator.decimals, worth=in_dong(indicator.measure_vi)))
    if earlier:
        cell = earlier.in_period(cell)
    refuse_implausible(indicator, cell)
    return cell


def read_key(key: str, indicator: Indicator) -> Cell:
    """The cell behind what `queries.entry.Row.seen` says. Raises MalformedEdits."""
    if key in {"", NONE_KEY}:
        return NOT_APPLICABLE if key else EMPTY
    try:
        return Cell(scale(Decimal(key), indicator.decimals))
    except (InvalidOperation, DomainError):
        raise _malformed() from None


def read_burst(body: bytes, indicators: Mapping[str, Indicator], earlier: Mapping[str, Earlier]) -> Burst:
    """A burst as the entry grid sends it; `indicators` are those of the form, by code.

    `earlier` holds those typed since the start of the year; `before` speaks of what is stored even there.

    `{"key": uuid, "edits": [{"code", "before": "52.5" | "na" | "", "text": "what was typed"}]}`.
    Raises TooManyEdits, MalformedEdits or NotCollected for the burst as a whole.
    """
    if len(body) > MOST_BYTES:
        raise _too_many()
    key, entries = _open(body)
    burst = Burst(key, [])
    seen: set[str] = set()
    for entry in entries:
        code, before, text = _strings(entry, "code", "before", "text")
        if code in seen:
            raise _malformed()
        seen.add(code)
        _take(burst, indicators, earlier, code=code, before=before, text=text)
    return burst


def read_grid(data: Mapping[str, str], indicators: Mapping[str, Indicator], earlier: Mapping[str, Earlier]) -> Burst:
    """The whole grid as a form without JavaScript sends it; cells left as they were are no edits."""
    burst = Burst(uuid4(), [])
    for code in indicators:
        if f"cell-{code}" in data:
            before, text = data.get(f"seen-{code}", ""), data[f"cell-{code}"]
            _take(burst, indicators, earlier, code=code, before=before, text=text)
    burst.edits[:] = [edit for edit in burst.edits if edit.before != edit.after]
    return burst


def _open(body: bytes) -> tuple[UUID, list[Any]]:
    try:
        data = json.loads(body)
        key, entries = UUID(data["key"]), data["edits"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _malformed() from None
    if not isinstance(entries, list):
        raise _malformed()
    if len(entries) > MOST_EDITS:
        raise _too_many()
    return key, entries


def _strings(entry: Any, *names: str) -> list[str]:
    values = [entry.get(name) for name in names] if isinstance(entry, dict) else []
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) != len(names):
        raise _malformed()
    return texts


def _take(
    burst: Burst,
    indicators: Mapping[str, Indicator],
    earlier: Mapping[str, Earlier],
    *,
    code: str,
    before: str,
    text: str,
) -> None:
    indicator = indicators.get(code)
    if indicator is None:
        raise NotCollected(_("Biểu mẫu của báo cáo này không có chỉ tiêu được gửi lên. Hãy tải lại trang."))
    seen = read_key(before, indicator)
    try:
        burst.edits.append(Edit(indicator.pk, seen, read_cell(text, indicator, earlier.get(code))))
    except DomainError as error:
        burst.refused[code] = error.sentence


def _malformed() -> MalformedEdits:
    return MalformedEdits(_("Dữ liệu gửi lên không đúng dạng. Hãy tải lại trang rồi nhập lại ô vừa sửa."))


def _too_many() -> TooManyEdits:
    return TooManyEdits(_("Mỗi lần chỉ lưu được %(most)d ô. Hãy chia thành nhiều lần.") % {"most": MOST_EDITS})


def sentences_of(form: forms.Form) -> str:
    """Everything that is wrong with a form, each field by its name: for pages that draw the fields in a grid."""
    return " ".join(f"{form.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())


class SubmitForm(forms.Form):
    """Handing in; an amendment says why, and a report that goes on without others below names the reason.

    `exception-reason` is for all of those, `exception-CODE` for one unit.
    """

    reason = forms.CharField(label=gettext_lazy("Lý do điều chỉnh"), max_length=400, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse reasons that cannot be stored."""
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            self._without = {
                name.removeprefix(EXCEPTION): clean_line(str(text), most=MOST_REASON)
                for name, text in self.data.items()
                if name.startswith(EXCEPTION)
            }
        except DomainError as error:
            self.add_error("reason", error.sentence)
        return cleaned

    def without(self) -> Without:
        """Why the report goes on without others below, of a valid form."""
        given = {name: text for name, text in self._without.items() if name != "reason"}
        return Without(self._without.get("reason", ""), given)


class ReturnForm(forms.Form):
    """Sending back: a sentence about the whole, and one for each cell that needs it."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do trả lại chung"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 400}),
    )

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_field = {f"reason-{indicator.code}": indicator for indicator in indicators}
        for name, indicator in self.by_field.items():
            self.fields[name] = forms.CharField(label=indicator.name, max_length=400, required=False)


class StartForm(forms.Form):
    """Units for which figures are typed, and how the figures came; `reports` are those that may be begun, by id."""

    report = forms.TypedMultipleChoiceField(
        coerce=int,
        label=gettext_lazy("Đơn vị"),
        error_messages={
            "required": gettext_lazy("Hãy chọn ít nhất một đơn vị để nhập thay."),
            "invalid_choice": gettext_lazy("Có đơn vị không còn nhập thay được. Hãy tải lại trang rồi chọn lại."),
        },
    )
    channel = forms.ChoiceField(label=gettext_lazy("Nhận số liệu qua"), choices=Channel.choices)
    remark = LineField(label=gettext_lazy("Ghi chú"), max_length=400, required=False)

    def __init__(self, *args: Any, reports: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["report"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(reports.items())


class ReopenForm(forms.Form):
    """Opening a closed period again."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do mở lại"),
        max_length=400,
        error_messages={"required": gettext_lazy("Hãy ghi lý do mở lại kỳ; lý do được giữ trong nhật ký.")},
    )
