"""The shape of a decision, and of one change of each kind."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.org.checks import key
from thidua.org.models import Unit
from thidua.org.plans import OpenReports, OpenTargets, People
from thidua.org.queries import unit_by_code_or_name
from thidua.org.rules import WHOLE, Sector, UnitKind
from thidua.people.models import User

from .change_tables import read_share
from .rules import Change, ChangeKind

UNIT_HINT = gettext_lazy("Mã hoặc tên đơn vị.")


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": gettext_lazy("Hãy chọn ngày."),
            "invalid": gettext_lazy("Ngày viết chưa đúng, ví dụ 28/12/2025."),
        },
    )


def _unit(label: Any, *, required: bool = True, hint: Any = UNIT_HINT) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=200,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Hãy ghi mã hoặc tên đơn vị.")},
    )


def _line(label: Any, most: int, *, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint)


class UploadForm(forms.Form):
    """A file with a list of changes."""

    file = forms.FileField(
        label=gettext_lazy("Chọn hoặc kéo tệp danh sách vào đây"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), OpenDocument (.ods) hoặc CSV; tối đa 20 MB, 50.000 dòng."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chưa chọn tệp. Hãy chọn tệp danh sách rồi bấm lại.")},
    )


class DecisionForm(forms.Form):
    """A decision, the days that it names, and what becomes of what is open."""

    issuer = _unit(gettext_lazy("Đơn vị ban hành"), hint=gettext_lazy("Mã hoặc tên; phải là đơn vị bạn quản lý."))
    number = _line(gettext_lazy("Số quyết định"), 80, required=True, hint=gettext_lazy("Ví dụ 12/QĐ-LĐLĐ."))
    decided_on = _day(gettext_lazy("Ngày quyết định"))
    title = _line(
        gettext_lazy("Tên gọi"), 200, required=True, hint=gettext_lazy("Ví dụ: Kết thúc hoạt động cấp huyện.")
    )
    document = forms.FileField(
        label=gettext_lazy("Văn bản quyết định"),
        required=False,
        help_text=gettext_lazy("PDF, Word hoặc ảnh chụp."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.jpg,.jpeg,.png,.webp,.heic"}),
        allow_empty_file=True,
    )
    on = _day(
        gettext_lazy("Ngày có hiệu lực"),
        hint=gettext_lazy("Ngày đầu của tổ chức mới. Đơn vị hoạt động đến hết 30/06 thì ghi 01/07."),
    )
    counts_from = _day(gettext_lazy("Tính vào số liệu từ ngày"), required=False)
    open_reports = forms.ChoiceField(
        label=gettext_lazy("Báo cáo đang mở của đơn vị kết thúc"),
        choices=OpenReports.choices,
        initial=OpenReports.CUT_OFF,
        widget=forms.RadioSelect,
    )
    open_targets = forms.ChoiceField(
        label=gettext_lazy("Chỉ tiêu của đơn vị kết thúc"),
        choices=OpenTargets.choices,
        initial=OpenTargets.FOLLOW,
        widget=forms.RadioSelect,
    )
    people = forms.ChoiceField(
        label=gettext_lazy("Vai trò của cán bộ tại đơn vị kết thúc"),
        choices=People.choices,
        initial=People.END,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_issuer(self) -> Unit:
        """The unit that decides."""
        return _managed(self.by, self.cleaned_data["issuer"])


class _ChangeForm(forms.Form):
    """One change; `founded` are the codes that the same list founds, which may be named before they exist."""

    kind: ChangeKind

    def __init__(self, *args: Any, by: User, founded: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.founded = {key(code): code for code in founded}

    def change(self) -> Change:
        """What was written, as a row of the list."""
        fields = {name: value for name, value in self.cleaned_data.items() if value}
        return Change(kind=self.kind, **fields)

    def code_of(self, text: str) -> str:
        """The code of the unit meant; "" for none. What is wrong becomes the field's error."""
        text = text.strip()
        if not text or key(text) in self.founded:
            return self.founded.get(key(text), "")
        return _managed(self.by, text).code

    def clean_code(self) -> str:
        """The unit that changes."""
        return self.code_of(self.cleaned_data["code"])

    def clean_under(self) -> str:
        """The unit above."""
        return self.code_of(self.cleaned_data["under"])


def _managed(by: User, text: str) -> Unit:
    try:
        unit = unit_by_code_or_name(text)
    except DomainError as error:
        raise forms.ValidationError(error.sentence) from error
    if not gate.may(by, Permission.UNIT_MANAGE, unit):
        raise forms.ValidationError(
            _("Đơn vị %(unit)s ngoài phạm vi bạn quản lý. Hãy chọn đơn vị khác.") % {"unit": unit.code}
        )
    return unit


class FoundForm(_ChangeForm):
    """A new unit."""

    kind = ChangeKind.FOUND
    code = _line(
        gettext_lazy("Mã đơn vị mới"),
        40,
        required=True,
        hint=gettext_lazy("Chữ không dấu, chữ số, dấu chấm, gạch nối; ví dụ HN-P-01."),
    )
    name = _line(gettext_lazy("Tên đầy đủ"), 200, required=True)
    short_name = _line(gettext_lazy("Tên ngắn"), 80)
    unit_kind = forms.ChoiceField(label=gettext_lazy("Loại đơn vị"), choices=UnitKind.choices, initial=UnitKind.WARD)
    under = _unit(gettext_lazy("Đơn vị cấp trên"))
    sector = forms.ChoiceField(label=gettext_lazy("Khu vực"), choices=Sector.choices, initial=Sector.STATE)
    bloc = _line(gettext_lazy("Khối"), 40, hint=gettext_lazy("Ví dụ Giáo dục, Y tế."))

    def clean_code(self) -> str:
        """A code of its own: nothing to look up."""
        return str(self.cleaned_data["code"])


class RenameForm(_ChangeForm):
    """Another name."""

    kind = ChangeKind.RENAME
    code = _unit(gettext_lazy("Đơn vị"))
    name = _line(gettext_lazy("Tên mới"), 200, required=True)
    short_name = _line(gettext_lazy("Tên ngắn mới"), 80, hint=gettext_lazy("Để trống thì giữ tên ngắn cũ."))


class MoveForm(_ChangeForm):
    """Another unit above."""

    kind = ChangeKind.MOVE
    code = _unit(gettext_lazy("Đơn vị"), hint=gettext_lazy("Mã hoặc tên; mọi cấp dưới đi theo."))
    under = _unit(gettext_lazy("Đơn vị cấp trên mới"))


class MergeForm(_ChangeForm):
    """One unit is taken over by another."""

    kind = ChangeKind.MERGE
    code = _unit(gettext_lazy("Đơn vị kết thúc"))
    heir = _unit(gettext_lazy("Sáp nhập vào"), hint=gettext_lazy("Mã hoặc tên đơn vị kế tục."))
    under = _unit(
        gettext_lazy("Nơi chuyển đến của các đơn vị trực thuộc"),
        required=False,
        hint=gettext_lazy("Để trống thì về đơn vị kế tục; đơn vị có dòng chuyển riêng thì theo dòng đó."),
    )
    reason = _line(gettext_lazy("Lý do"), 200)

    def clean_heir(self) -> str:
        """The unit that takes over."""
        return self.code_of(self.cleaned_data["heir"])

    def change(self) -> Change:
        """One heir of the whole."""
        typed = self.cleaned_data
        return Change(
            ChangeKind.MERGE,
            typed["code"],
            under=typed["under"],
            heirs=((typed["heir"], WHOLE),),
            reason=typed["reason"],
        )


class SplitForm(_ChangeForm):
    """One unit is divided among several."""

    kind = ChangeKind.SPLIT
    code = _unit(gettext_lazy("Đơn vị chia, tách"))
    heirs = forms.CharField(
        label=gettext_lazy("Các đơn vị kế tục và tỷ lệ"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "HN-01-A: 60%\nHN-01-B: 40%"}),
        help_text=gettext_lazy(
            "Mỗi dòng một mã và tỷ lệ, cộng lại 100%. Ghi cả mã của chính đơn vị nếu đơn vị tiếp tục hoạt động."
        ),
        error_messages={"required": gettext_lazy("Hãy ghi các đơn vị kế tục.")},
    )
    under = _unit(
        gettext_lazy("Nơi chuyển đến của các đơn vị trực thuộc"),
        required=False,
        hint=gettext_lazy("Khi đơn vị kết thúc; đơn vị có dòng chuyển riêng thì theo dòng đó."),
    )
    reason = _line(gettext_lazy("Lý do"), 200)

    def clean_heirs(self) -> tuple[tuple[str, int], ...]:
        """Codes with shares, one in each line."""
        heirs = [self._heir(line) for line in self.cleaned_data["heirs"].splitlines() if line.strip()]
        if sum(share for _code, share in heirs) != WHOLE:
            raise forms.ValidationError(_("Các tỷ lệ cộng lại chưa đúng 100%. Hãy sửa tỷ lệ."))
        return tuple(heirs)

    def _heir(self, line: str) -> tuple[str, int]:
        found = re.fullmatch(r"\s*(.+?)[\s:;]+([0-9.,]+\s*%?)\s*", line)
        share = read_share(found[2]) if found else None
        if found is None or not share:
            raise forms.ValidationError(
                _("Không hiểu dòng «%(line)s». Hãy ghi mã rồi tỷ lệ, ví dụ HN-01-A: 60%%.")
                % {"line": line.strip()[:60]}
            )
        return self.code_of(found[1]), share


class DissolveForm(_ChangeForm):
    """A unit ends and nobody carries it on."""

    kind = ChangeKind.DISSOLVE
    code = _unit(gettext_lazy("Đơn vị kết thúc"))
    reason = _line(
        gettext_lazy("Lý do"), 200, required=True, hint=gettext_lazy("Ví dụ: Kết thúc theo quy định của luật.")
    )
    under = _unit(
        gettext_lazy("Nơi chuyển đến của các đơn vị trực thuộc"),
        required=False,
        hint=gettext_lazy("Mã hoặc tên; đơn vị có dòng chuyển riêng thì theo dòng đó."),
    )


CHANGE_FORMS: dict[ChangeKind, type[_ChangeForm]] = {
    form.kind: form for form in (FoundForm, RenameForm, MoveForm, MergeForm, SplitForm, DissolveForm)
}
