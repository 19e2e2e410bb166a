"""The shape of what is typed about rounds and points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.errors import DomainError
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.schemes.models import SchemeVersion
from thidua.files.rules import ACCEPT
from thidua.indicators.models import Period
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.scoring.scheme import Criterion, External, PerOccurrence, PlusMinus
from thidua.ui.fields import LineField

from .counting import counted_point, is_counted
from .rules import YearTarget
from .schemes import print_point, read_point

LONGEST_NAME, LONGEST_REASON, LONGEST_NOTE, LONGEST_CAPTION = 200, 500, 1_000, 200
MOST_COUNTED = 10_000
NOTHING = "-"
KINDS = (
    UnitKind.GRASSROOTS,
    UnitKind.WARD,
    UnitKind.DISTRICT,
    UnitKind.SECTOR,
    UnitKind.AGENCY,
    UnitKind.ZONE,
    UnitKind.CORPORATION,
    UnitKind.PROVINCE,
    UnitKind.DEPARTMENT,
)


class EvidenceForm(forms.Form):
    """A file beside a point."""

    file = forms.FileField(
        label=gettext_lazy("Tệp minh chứng"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": gettext_lazy("Hãy chọn tệp hoặc chụp ảnh rồi gửi.")},
    )
    caption = LineField(label=gettext_lazy("Chú thích"), max_length=LONGEST_CAPTION, required=False)


class PointForm(forms.Form):
    """A point of one criterion: typed, or following from counts; `cleaned_data["point"]` is in thousandths.

    Who checks what a unit scored may send a file with it, `with_file`.
    """

    stage = forms.CharField(widget=forms.HiddenInput, max_length=10)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    point = forms.CharField(
        label=gettext_lazy("Điểm"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"}),
    )
    count = forms.IntegerField(label=gettext_lazy("Số lần"), min_value=0, max_value=MOST_COUNTED, required=False)
    plus = forms.IntegerField(label=gettext_lazy("Số lần cộng"), min_value=0, max_value=MOST_COUNTED, required=False)
    minus = forms.IntegerField(label=gettext_lazy("Số lần trừ"), min_value=0, max_value=MOST_COUNTED, required=False)
    awards = forms.MultipleChoiceField(
        label=gettext_lazy("Khen thưởng đã được tặng"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = LineField(label=gettext_lazy("Lý do"), max_length=LONGEST_REASON, required=False)
    file = forms.FileField(
        label=gettext_lazy("Tệp minh chứng"),
        allow_empty_file=True,
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    caption = LineField(label=gettext_lazy("Chú thích"), max_length=LONGEST_CAPTION, required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        criterion: Criterion,
        digits: int,
        with_file: bool = False,
        **options: Any,
    ) -> None:
        self.criterion, self.digits = criterion, digits
        super().__init__(data, files, **options)
        if not with_file:
            del self.fields["file"], self.fields["caption"]
        self.counted = is_counted(criterion)
        asked = self._asked()
        for name in ("point", "count", "plus", "minus", "awards"):
            if name not in asked:
                del self.fields[name]
        if isinstance(criterion.formula, External) and "awards" in self.fields:
            labels = [
                (one.code, f"{one.name} ({print_point(int(one.points * 1000))})") for one in criterion.formula.awards
            ]
            self.fields["awards"].choices = labels  # type: ignore[attr-defined]

    @property
    def counts(self) -> dict[str, Any] | None:
        """What was counted, None where a point was typed."""
        if not self.counted:
            return None
        data = self.cleaned_data
        # An award is ticked once, however often a request names it.
        return {name: sorted(set(data[name])) if name == "awards" else data[name] or 0 for name in self._asked()}

    def clean(self) -> dict[str, Any]:
        """The point in thousandths."""
        data = super().clean() or {}
        if self.errors:
            return data
        if self.counted:
            data["point"] = counted_point(self.criterion, self.counts or {}, self.digits)
            return data
        try:
            data["point"] = read_point(data.get("point", ""), self.criterion, self.digits)
        except DomainError as error:
            self.add_error("point", error.sentence)
        return data

    def _asked(self) -> tuple[str, ...]:
        if not self.counted:
            return ("point",)
        match self.criterion.formula:
            case PerOccurrence():
                return ("count",)
            case PlusMinus():
                return ("plus", "minus")
            case _:
                return ("awards",)


class FactForm(forms.Form):
    """What the owner states about a unit, and on what grounds."""

    value = forms.CharField(label=gettext_lazy("Giá trị"), max_length=80, required=False)
    grounds = LineField(label=gettext_lazy("Căn cứ"), max_length=LONGEST_REASON)
    file = forms.FileField(label=gettext_lazy("Tệp minh chứng"), allow_empty_file=True, required=False)

    def __init__(self, data: Any = None, *args: Any, yes_no: bool, words: Sequence[str] = (), **options: Any) -> None:
        super().__init__(data, *args, **options)
        self.yes_no, self.words = yes_no, words
        choices = [("", _("Chưa biết")), ("1", _("Có")), ("0", _("Không"))]
        if words:
            choices = [("", _("Chưa biết")), (NOTHING, _("Không có")), *((word, word) for word in words)]
        if yes_no or words:
            self.fields["value"] = forms.ChoiceField(label=_("Giá trị"), choices=choices, required=False)

    def clean_value(self) -> bool | int | str | None:
        """True or false, one of the words ("" for none of them), a whole number, or None for not known."""
        text: str = self.cleaned_data["value"].strip()
        if not text:
            return None
        if self.words:
            return "" if text == NOTHING else text
        if self.yes_no:
            return text == "1"
        if not (text.isascii() and text.isdigit()) or int(text) > MOST_COUNTED:
            raise forms.ValidationError(_("Hãy nhập một số nguyên từ 0 đến 10.000."))
        return int(text)


class RoundForm(forms.Form):
    """What a round is opened from. `owner` is chosen before; what may be chosen depends on it."""

    name = LineField(label=gettext_lazy("Tên đợt chấm điểm"), max_length=LONGEST_NAME)
    who = forms.ChoiceField(label=gettext_lazy("Chấm điểm cho"))
    scheme = forms.ModelChoiceField(
        label=gettext_lazy("Bảng điểm đã ban hành"),
        queryset=SchemeVersion.objects.none(),
        empty_label=gettext_lazy("Chọn bảng điểm"),
    )
    period = forms.ModelChoiceField(
        label=gettext_lazy("Kỳ số liệu"),
        queryset=Period.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Chọn kỳ"),
    )
    year_target = forms.ChoiceField(
        label=gettext_lazy("Kỳ ngắn hơn năm so với"),
        choices=YearTarget.choices,
        initial=YearTarget.PART,
        help_text=gettext_lazy(
            "Ví dụ 6 tháng so với một nửa chỉ tiêu năm. Số hiện có, tỷ lệ và bình quân luôn so với cả chỉ tiêu."
        ),
    )
    self_until = forms.DateField(label=gettext_lazy("Hạn tự chấm"), required=False)
    cross_until = forms.DateField(label=gettext_lazy("Hạn chấm chéo"), required=False)
    recheck_until = forms.DateField(label=gettext_lazy("Hạn phúc tra, thẩm định"), required=False)

    def __init__(
        self, data: Any = None, *, owner: Unit, schemes: Any, periods: Any, clusters: Any, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.owner, self.clusters = owner, {cluster.reference: cluster for cluster in clusters}
        fields: Any = self.fields
        fields["scheme"].queryset = schemes
        fields["period"].queryset = periods
        named = [(f"cum:{cluster.reference}", f"{cluster.name} ({cluster.year})") for cluster in self.clusters.values()]
        below = [(f"loai:{kind}", _("Mọi đơn vị loại «%(kind)s»") % {"kind": UnitKind(kind).label}) for kind in KINDS]
        fields["who"].choices = [
            ("", _("Chọn cụm hoặc loại đơn vị")),
            (_("Cụm thi đua"), named),
            (_("Đơn vị cấp dưới"), below),
        ]
        for name in ("self_until", "cross_until", "recheck_until"):
            fields[name].widget = forms.DateInput(attrs={"type": "date"})

    @property
    def cluster(self) -> Cluster | None:
        """The cluster that was chosen."""
        kind, _colon, which = str(self.cleaned_data.get("who", "")).partition(":")
        return self.clusters.get(which) if kind == "cum" else None

    @property
    def unit_kind(self) -> str:
        """The kind of units that was chosen, where no cluster was."""
        kind, _colon, which = str(self.cleaned_data.get("who", "")).partition(":")
        return which if kind == "loai" else ""
