"""What is typed to write a covenant, to talk about it and to confirm its clauses."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number, print_number
from thidua.emulation.movements.models import Programme
from thidua.emulation.schemes.models import SchemeVersion
from thidua.figures.rules import in_dong
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.org.queries import path_of
from thidua.ui.fields import LineField, TextField, day_field, offer

from .models import Clause, Covenant
from .queries.words import Member
from .rules import PERCENT, Comparator, Measure
from .services.writing import ArticleWords, General, Promise

LONGEST_TITLE, LONGEST_LINE, LONGEST_TEXT = 300, 500, 8_000


class GeneralForm(forms.Form):
    """Title, preamble and point table."""

    title = LineField(label=gettext_lazy("Tên giao ước"), max_length=LONGEST_TITLE)
    preamble = TextField(
        most=LONGEST_TEXT,
        label=gettext_lazy("Căn cứ và lời mở đầu"),
        required=False,
        help_text=gettext_lazy("Mỗi căn cứ một dòng. Tên các đơn vị thành viên được in tự động."),
    )
    scheme = forms.ModelChoiceField(
        label=gettext_lazy("Bảng điểm kèm theo"),
        queryset=SchemeVersion.objects.none(),
        required=False,
        empty_label=gettext_lazy("Chưa kèm bảng điểm"),
        help_text=gettext_lazy("Chỉ chọn được bảng điểm đã ban hành."),
    )
    copy = forms.ModelChoiceField(
        label=gettext_lazy("Bắt đầu từ"),
        queryset=Covenant.objects.none(),
        required=False,
        empty_label=gettext_lazy("Giao ước trống"),
        help_text=gettext_lazy("Các điều và cam kết được chép sang; mức riêng của từng đơn vị nhập lại."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *arguments: Any, owner_id: int, copies: Sequence[int] = (), annex: bool = False, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        if annex:
            self.fields["title"].label = _("Tên phụ lục")
        above = [name.unit_id for name in path_of([owner_id], clock.today()).get(owner_id, ())] or [owner_id]
        published = SchemeVersion.objects.filter(scheme__owner__in=above, published_at__isnull=False)
        latest_first = published.select_related("scheme").order_by("-scheme__year", "scheme__name", "-number")
        offer(self, "scheme", latest_first)
        if copies:
            offer(self, "copy", Covenant.objects.filter(pk__in=copies))
        else:
            del self.fields["copy"]

    def general(self) -> General:
        """What was typed; valid forms only."""
        data = self.cleaned_data
        return General(title=data["title"], preamble=data["preamble"], scheme=data["scheme"])


class ArticleForm(forms.Form):
    """An article without its clauses."""

    title = LineField(
        label=gettext_lazy("Tên điều"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("Không cần gõ số thứ tự; «Điều 1», «Điều 2» được đánh tự động."),
    )
    text = TextField(most=LONGEST_TEXT, label=gettext_lazy("Nội dung"), required=False, rows=7)
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Thực hiện chương trình"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=gettext_lazy("Không gắn với chương trình nào"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, covenant: Covenant, **options: Any) -> None:
        super().__init__(*arguments, **options)
        owner, year = covenant.cluster.owner_id, covenant.cluster.year
        above = [name.unit_id for name in path_of([owner], clock.today()).get(owner, ())] or [owner]
        running = Programme.objects.filter(first_year__lte=year, last_year__gte=year, deleted_at=None)
        offer(self, "programme", running.filter(owner__in=above))

    def words(self) -> ArticleWords:
        """What was typed; valid forms only."""
        data = self.cleaned_data
        return ArticleWords(title=data["title"], text=data["text"], programme=data["programme"])


class ClauseForm(forms.Form):
    """A clause: what is promised, held against what, how much, by everybody or each member its own."""

    text = LineField(label=gettext_lazy("Nội dung cam kết"), max_length=LONGEST_LINE)
    measure = forms.ChoiceField(
        label=gettext_lazy("Cách đo"), choices=Measure.choices, widget=forms.RadioSelect, initial=Measure.VALUE
    )
    indicator = forms.TypedChoiceField(
        label=gettext_lazy("Chỉ tiêu của danh mục"), required=False, coerce=int, empty_value=None
    )
    comparator = forms.ChoiceField(
        label=gettext_lazy("So sánh"), choices=Comparator.choices, required=False, initial=Comparator.AT_LEAST
    )
    target = LineField(
        label=gettext_lazy("Mức chung cho mọi đơn vị"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"}),
        help_text=gettext_lazy("Theo đơn vị tính của chỉ tiêu; tỷ lệ hoàn thành gõ theo phần trăm, ví dụ 100."),
    )
    per_member = forms.BooleanField(label=gettext_lazy("Mỗi đơn vị một mức riêng"), required=False)
    replaces = forms.ModelChoiceField(
        label=gettext_lazy("Thay cho cam kết"),
        queryset=Clause.objects.none(),
        required=False,
        empty_label=gettext_lazy("Cam kết thêm, không thay cam kết nào"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *arguments: Any, members: Sequence[Member], replaceable: Sequence[int] = (), **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.members = members
        offer(self, "indicator", _indicators())
        self.own: dict[int, int] = {}
        for member in members:
            self.fields[f"own-{member.unit_id}"] = LineField(
                label=member.name,
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"}),
            )
        if replaceable:
            offer(self, "replaces", Clause.objects.filter(pk__in=replaceable))
        else:
            del self.fields["replaces"]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields of the members' own amounts."""
        return [self[f"own-{member.unit_id}"] for member in self.members]

    def clean(self) -> dict[str, Any]:
        """Amounts are read in the measure of the indicator that was chosen."""
        data: dict[str, Any] = super().clean() or {}
        self.common: int | None = None
        if self.errors or data["measure"] == Measure.WORDS:
            return data
        indicator = catalogue().by_id.get(data["indicator"] or 0)
        if indicator is None:
            self.add_error("indicator", _("Hãy chọn chỉ tiêu để đo cam kết này, hoặc chọn xác nhận bằng tay."))
            return data
        plan = data["measure"] == Measure.PLAN
        if data["per_member"]:
            for member in self.members:
                name = f"own-{member.unit_id}"
                if (amount := self._amount(name, data.get(name, ""), indicator, plan=plan)) is not None:
                    self.own[member.unit_id] = amount
        else:
            self.common = self._amount("target", data["target"], indicator, plan=plan)
            if self.common is None and "target" not in self.errors:
                self.add_error("target", _("Hãy nhập mức cam kết, hoặc chọn mỗi đơn vị một mức riêng."))
        return data

    def _amount(self, name: str, text: str, indicator: Indicator, *, plan: bool) -> int | None:
        if not text:
            return None
        try:
            if plan:
                return parse_number(text.removesuffix("%").strip(), decimals=2)
            return parse_number(text, decimals=indicator.decimals, worth=in_dong(indicator.measure_vi))
        except DomainError as error:
            self.add_error(name, error.sentence)
            return None

    def promise(self) -> Promise:
        """What was typed; valid forms only."""
        data = self.cleaned_data
        return Promise(
            text=data["text"],
            measure=Measure(data["measure"]),
            indicator=catalogue().by_id.get(data["indicator"] or 0),
            comparator=Comparator(data["comparator"] or Comparator.AT_LEAST),
            target=self.common,
            own=self.own,
            per_member=data["per_member"],
            replaces=data.get("replaces"),
        )


def clause_initial(clause: Clause) -> dict[str, Any]:
    """What a form shows of a clause that stands."""
    shown = {
        "text": clause.text,
        "measure": clause.measure,
        "indicator": clause.indicator_id,
        "comparator": clause.comparator,
        "target": _typed(clause, clause.target),
        "per_member": clause.per_member,
        "replaces": clause.replaces_id,
    }
    return shown | {f"own-{row.unit_id}": _typed(clause, row.target) for row in clause.member_targets.all()}


def _typed(clause: Clause, stored: int | None) -> str:
    if stored is None:
        return ""
    plan = clause.measure == Measure.PLAN
    scale = PERCENT if plan else 10 ** catalogue().by_id[clause.indicator_id or 0].decimals
    return print_number(Fraction(stored, scale))


def _indicators() -> list[tuple[str, Any]]:
    """The catalogue by work area, for a menu."""
    areas: dict[str, list[tuple[int, str]]] = {}
    for indicator in catalogue().indicators:
        label = f"{indicator.code} · {indicator.name} ({indicator.measure})"
        areas.setdefault(indicator.area.name, []).append((indicator.pk, label))
    return [("", _("Chọn chỉ tiêu")), *areas.items()]


class EntryForm(forms.Form):
    """A date of the calendar."""

    on = day_field(label=gettext_lazy("Ngày"))
    text = LineField(label=gettext_lazy("Việc"), max_length=LONGEST_TITLE)


class AskForm(forms.Form):
    """Until when members may comment."""

    until = day_field(label=gettext_lazy("Góp ý đến hết ngày"))


class CommentForm(forms.Form):
    """What a member says about an article."""

    text = TextField(most=LONGEST_TEXT, label=gettext_lazy("Ý kiến"), rows=3)


class AnswerForm(forms.Form):
    """What becomes of a comment."""

    answer = TextField(most=LONGEST_TEXT, label=gettext_lazy("Trả lời"), rows=2)


class ConfirmForm(forms.Form):
    """Whether a unit kept a clause in words."""

    kept = forms.ChoiceField(
        label=gettext_lazy("Kết quả"),
        choices=[("1", gettext_lazy("Đã thực hiện")), ("0", gettext_lazy("Chưa thực hiện"))],
        widget=forms.RadioSelect,
    )
    remark = LineField(
        label=gettext_lazy("Căn cứ xác nhận"),
        max_length=LONGEST_LINE,
        help_text=gettext_lazy("Ví dụ: biên bản hội nghị ngày 15/03/2024, mọi công đoàn cơ sở tham gia."),
    )
    evidence = forms.FileField(label=gettext_lazy("Tài liệu kèm theo"), required=False, allow_empty_file=True)

    def confirmed(self) -> dict[str, Any]:
        """What was typed, as `confirm_clause` takes it; valid forms only."""
        return self.cleaned_data | {"kept": self.cleaned_data["kept"] == "1"}
