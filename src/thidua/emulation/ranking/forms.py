"""What is typed into a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core import clock
from thidua.emulation.ranking.models import Place
from thidua.ui.fields import LineField, offer

MOST = 200_000
LONGEST_REASON = 500
# The form that stands above the table: one around it would take the table out of its card.
FORM = "places"


class PlaceForm(forms.Form):
    """The council's part of one row; `seen` carries what stood there when the page was made.

    `counted`: a ballot counted the votes, which are read alone.
    """

    final = forms.IntegerField(label=gettext_lazy("Hạng chính thức"), min_value=1, max_value=MOST, required=False)
    votes = forms.IntegerField(label=gettext_lazy("Số phiếu"), min_value=0, max_value=MOST, required=False)
    final_class = forms.ChoiceField(label=gettext_lazy("Xếp loại chính thức"), required=False)
    reason = LineField(label=gettext_lazy("Lý do"), max_length=LONGEST_REASON, required=False)
    seen = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, place: Place, labels: Sequence[str], counted: bool = False) -> None:
        stands = [place.final, place.final_class, place.reason, place.votes]
        initial = dict(zip(("final", "final_class", "reason", "votes"), stands, strict=True))
        super().__init__(data, prefix=f"p{place.pk}", initial={**initial, "seen": stands})
        self.place = place
        self.fields["votes"].disabled = counted
        offer(self, "final_class", [("", _("Theo bảng điểm")), *((label, label) for label in labels)])
        for name in initial:
            words = f"{place.unit.code}: {self.fields[name].label}"
            self.fields[name].widget.attrs |= {"class": "form-control", "aria-label": words}
        for bound in self.fields.values():
            bound.widget.attrs["form"] = FORM

    def clean_seen(self) -> tuple[int | None, str, str, int | None]:
        """What the page showed; anything else counts as nothing seen."""
        match self.cleaned_data["seen"]:
            case [int() | None as final, str() as final_class, str() as reason, int() | None as votes]:
                return final, final_class, reason, votes
            case _:
                raise forms.ValidationError(_("Hãy tải lại trang rồi nhập lại dòng này."))


class PublishForm(forms.Form):
    """When members may see the result: at once, or at a moment to come."""

    at = forms.DateTimeField(
        label=gettext_lazy("Công bố lúc"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Để trống là công bố ngay."),
    )

    def clean_at(self) -> datetime:
        """The moment, now where none was given; one that has passed is refused."""
        at: datetime | None = self.cleaned_data["at"]
        now = clock.now()
        if at is None:
            return now
        if at < now:
            raise forms.ValidationError(_("Thời điểm này đã qua. Hãy chọn thời điểm sắp tới hoặc để trống."))
        return at
