"""The shape of an ad-hoc request: what is asked, of whom, about which days, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.periods import window
from thidua.core.text import clean_text
from thidua.indicators.models import FormVersion, Indicator
from thidua.org.models import Unit
from thidua.reporting.queries.requests import KindCount, below, below_by_code, once_forms
from thidua.reporting.services.requests import LONGEST_MESSAGE, LONGEST_TITLE, MOST_ROWS, Asked
from thidua.ui.fields import LineField, day_field

MOST_CODES = 2000
CHILDREN, KINDS, CODES = "children", "kinds", "codes"
USUAL_DAYS = timedelta(days=7)


class DueForm(forms.Form):
    """A later due day."""

    due = day_field(gettext_lazy("Hạn mới"))


class RequestForm(forms.Form):
    """A request of one asker; once it is valid, `unit_ids`, `asked` and `window` say what is sent to whom."""

    title = LineField(label=gettext_lazy("Tên yêu cầu"), max_length=LONGEST_TITLE)
    message = forms.CharField(
        label=gettext_lazy("Nội dung gửi đơn vị"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Lý do, căn cứ, cách tính: đơn vị đọc được ngay trên trang nhập."),
    )
    starts = day_field(gettext_lazy("Số liệu từ ngày"))
    ends = day_field(gettext_lazy("đến hết ngày"))
    due = day_field(gettext_lazy("Hạn trả lời (17 giờ)"))
    who = forms.ChoiceField(
        label=gettext_lazy("Gửi tới"),
        choices=[
            (CHILDREN, gettext_lazy("Các đơn vị trực thuộc")),
            (KINDS, gettext_lazy("Mọi cấp dưới, theo loại đơn vị")),
            (CODES, gettext_lazy("Danh sách mã đơn vị")),
        ],
        initial=CHILDREN,
        widget=forms.RadioSelect,
    )
    parent = forms.ChoiceField(
        label=gettext_lazy("Trong phạm vi"),
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Loại đơn vị"), required=False, widget=forms.CheckboxSelectMultiple
    )
    codes = forms.CharField(
        label=gettext_lazy("Mã đơn vị"),
        required=False,
        max_length=40 * MOST_CODES,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("Dán từ Excel được: mỗi dòng một mã, hoặc cách nhau bằng dấu phẩy."),
    )
    version = forms.ModelChoiceField(
        label=gettext_lazy("Biểu đột xuất đã có"),
        queryset=FormVersion.objects.none(),
        required=False,
        empty_label=gettext_lazy("Biểu mới, chọn chỉ tiêu ở dưới"),
    )
    indicator = forms.MultipleChoiceField(label=pgettext_lazy("indicator", "Chỉ tiêu"), required=False)
    optional = forms.MultipleChoiceField(label=gettext_lazy("Không bắt buộc"), required=False)

    def __init__(
        self,
        *args: Any,
        asker: Unit,
        parents: Sequence[tuple[str, str]],
        kinds: Sequence[KindCount],
        indicators: Sequence[Indicator],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asker = asker
        self.by_code = {indicator.code: indicator for indicator in indicators}
        self.unit_ids: list[int] = []
        self.asked = Asked()
        self.window: tuple[date, date] | None = None
        self._choices("parent", parents)
        self._choices("kinds", [(k.kind.value, f"{k.kind.label} ({k.count})") for k in kinds])
        self._choices("indicator", [(code, code) for code in self.by_code])
        self._choices("optional", [(code, code) for code in self.by_code])
        version = self.fields["version"]
        assert isinstance(version, forms.ModelChoiceField)
        version.queryset = once_forms()
        today = clock.today()
        for name, day in (("starts", today - USUAL_DAYS), ("ends", today), ("due", today + USUAL_DAYS)):
            self.fields[name].initial = day

    def clean_message(self) -> str:
        """Several lines without hidden characters."""
        try:
            return clean_text(self.cleaned_data["message"], most=LONGEST_MESSAGE)
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error

    def clean_codes(self) -> list[str]:
        """The codes, each once."""
        codes = list(dict.fromkeys(self.cleaned_data["codes"].replace(",", " ").replace(";", " ").split()))
        if len(codes) > MOST_CODES:
            raise forms.ValidationError(_("Mỗi lần gửi tối đa %(most)d đơn vị.") % {"most": MOST_CODES})
        if any("\0" in code for code in codes):
            raise forms.ValidationError(_("Có mã chứa ký tự ẩn. Hãy gõ lại."))
        return codes

    def clean(self) -> dict[str, Any]:
        """Days that make a window, something that is asked, and somebody who is."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._take_days(cleaned)
        self._take_form(cleaned)
        if "who" in cleaned and not {"parent", "kinds", "codes"} & self.errors.keys():
            self._take_units(cleaned)
        return cleaned

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _take_days(self, cleaned: dict[str, Any]) -> None:
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts is None or ends is None:
            return
        try:
            window(starts, ends, 1)
        except ValueError:
            self.add_error("ends", _("Ngày cuối phải sau ngày đầu, và cả đợt dài nhất 360 ngày."))
            return
        self.window = starts, ends

    def _take_form(self, cleaned: dict[str, Any]) -> None:
        if version := cleaned.get("version"):
            self.asked = Asked(form_version=version)
            return
        chosen, optional = cleaned.get("indicator", []), set(cleaned.get("optional", []))
        if not 1 <= len(chosen) <= MOST_ROWS:
            self.add_error("indicator", _("Hãy chọn từ 1 đến %(most)d chỉ tiêu.") % {"most": MOST_ROWS})
            return
        wanted = set(chosen)
        self.asked = Asked(
            indicators={one: code not in optional for code, one in self.by_code.items() if code in wanted}
        )

    def _take_units(self, cleaned: dict[str, Any]) -> None:
        parent = int(cleaned.get("parent") or self.asker.pk)
        if cleaned["who"] == CODES:
            self._take_codes(cleaned["codes"])
        elif cleaned["who"] == KINDS:
            if not cleaned["kinds"]:
                self.add_error("kinds", _("Hãy chọn ít nhất một loại đơn vị."))
                return
            self.unit_ids = below(parent, kinds=cleaned["kinds"])
        else:
            self.unit_ids = below(parent, children_only=True)
        if not self.unit_ids and not self.errors:
            self.add_error("who", _("Không có đơn vị nào như vậy. Hãy chọn cách khác."))

    def _take_codes(self, codes: list[str]) -> None:
        if not codes:
            self.add_error("codes", _("Hãy dán ít nhất một mã đơn vị."))
            return
        found = below_by_code(self.asker.pk, codes)
        unknown = [code for code in codes if code not in found]
        if unknown:
            self.add_error(
                "codes",
                _("%(count)d mã không có trong phạm vi: %(codes)s. Hãy sửa hoặc bỏ các mã này.")
                % {"count": len(unknown), "codes": ", ".join(unknown[:10])},
            )
        self.unit_ids = [found[code] for code in codes if code in found]
