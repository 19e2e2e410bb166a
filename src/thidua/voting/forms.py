"""What is typed to set a ballot up: its settings, its questions, its roll and its committee."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from thidua.access.rules import Role
from thidua.core.errors import DomainError
from thidua.core.text import clean_line

from .models import Ballot, Option, Question
from .parts import PartField
from .rules import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_OPTIONS,
    Base,
    Kind,
    Place,
    QuorumOn,
    Secrecy,
)

DETAIL = "|"
"""Stands between the name of an option and what is said of it."""
LONGEST_LIST = 200_000
LEAST, MORE = "least", "more"
STRICT = [
    (LEAST, pgettext_lazy("ngưỡng phiếu", "ít nhất")),
    (MORE, pgettext_lazy("ngưỡng phiếu", "quá")),
]
WRITTEN_MINUTE = "%Y-%m-%dT%H:%M"


def _instant(label: Any, hint: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=hint,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WRITTEN_MINUTE),
        input_formats=[WRITTEN_MINUTE, "%Y-%m-%dT%H:%M:%S", "%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": gettext_lazy("Giờ viết chưa đúng, ví dụ 08:30 28/12/2025.")},
    )


def _strict(initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Mức"), choices=STRICT, initial=initial)


class SettingsForm(forms.Form):
    """What a ballot is called, how votes are cast and how many people have to take part."""

    owner = forms.ChoiceField(
        label=gettext_lazy("Đơn vị tổ chức"),
        error_messages={"required": gettext_lazy("Hãy chọn đơn vị tổ chức.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Tên cuộc bỏ phiếu"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("Ví dụ: Bầu Cụm trưởng năm 2025."),
        error_messages={"required": gettext_lazy("Hãy ghi tên cuộc bỏ phiếu.")},
    )
    purpose = forms.CharField(
        label=gettext_lazy("Nội dung, căn cứ"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Người bỏ phiếu đọc phần này trước khi chọn."),
    )
    secrecy = forms.ChoiceField(
        label=gettext_lazy("Hình thức"),
        choices=Secrecy.choices,
        initial=Secrecy.SECRET,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Phiếu kín được niêm phong: chỉ hai thành viên tổ kiểm phiếu cùng mở được, không ai biết ai chọn gì. "
            "Biểu quyết công khai nêu tên cùng lựa chọn sau khi kiểm phiếu."
        ),
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Nơi bỏ phiếu"),
        choices=Place.choices,
        initial=Place.BOTH,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Tại hội nghị, chỉ người được tổ kiểm phiếu điểm danh mới bỏ phiếu được."),
    )
    quorum_strict = _strict(LEAST)
    quorum = PartField(label=gettext_lazy("Phần"), initial="2/3")
    quorum_on = forms.ChoiceField(
        label=gettext_lazy("So sánh"), choices=QuorumOn.choices, initial=QuorumOn.CAST_OF_TOTAL
    )
    opens_at = _instant(gettext_lazy("Nhận phiếu từ"), gettext_lazy("Để trống thì nhận ngay khi tổ kiểm phiếu mở."))
    closes_at = _instant(
        gettext_lazy("Nhận phiếu đến"), gettext_lazy("Để trống thì nhận đến khi tổ kiểm phiếu khóa phiếu.")
    )

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = list(owners)

    def clean_title(self) -> str:
        """A title of one line."""
        return _line(self.cleaned_data["title"], LONGEST_TITLE)

    def clean_quorum_strict(self) -> bool:
        """Whether more than the part is needed."""
        return bool(self.cleaned_data["quorum_strict"] == MORE)

    def clean(self) -> dict[str, Any]:
        """Votes end after they begin."""
        opens, closes = self.cleaned_data.get("opens_at"), self.cleaned_data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Giờ khóa phiếu phải sau giờ bắt đầu nhận phiếu."))
        return self.cleaned_data


def settings_of(ballot: Ballot) -> dict[str, Any]:
    """What the form of a ballot begins with."""
    kept = ("title", "purpose", "secrecy", "place", "quorum_on", "opens_at", "closes_at")
    return {field: getattr(ballot, field) for field in kept} | {
        "owner": ballot.owner.code,
        "quorum": ballot.quorum,
        "quorum_strict": MORE if ballot.quorum_strict else LEAST,
    }


class QuestionForm(forms.Form):
    """A question with its options, one a line, and what an option has to reach."""

    text = forms.CharField(
        label=gettext_lazy("Câu hỏi"),
        max_length=500,
        help_text=gettext_lazy("Ví dụ: Chọn đơn vị làm Cụm trưởng năm 2025."),
        error_messages={"required": gettext_lazy("Hãy ghi câu hỏi.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Cách trả lời"), choices=Kind.choices, initial=Kind.APPROVAL, widget=forms.RadioSelect
    )
    options = forms.CharField(
        label=gettext_lazy("Phương án hoặc người được đề cử"),
        max_length=MOST_OPTIONS * (LONGEST_NAME + LONGEST_REASON + 4),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Mỗi dòng một phương án. Muốn giới thiệu thêm thì viết sau dấu | trên cùng dòng."),
        error_messages={"required": gettext_lazy("Hãy ghi ít nhất một phương án.")},
    )
    most = forms.IntegerField(
        label=gettext_lazy("Chọn hoặc xếp không quá"),
        required=False,
        min_value=1,
        max_value=MOST_OPTIONS,
        help_text=gettext_lazy("Số phương án một người được chọn hoặc xếp. Để trống nếu không giới hạn."),
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Số phương án được lấy"),
        required=False,
        min_value=1,
        max_value=MOST_OPTIONS,
        help_text=gettext_lazy("Ví dụ lấy 1 cụm trưởng. Để trống thì mọi phương án đạt ngưỡng đều được lấy."),
    )
    threshold_strict = _strict(MORE)
    threshold = PartField(label=gettext_lazy("Phần"), initial="1/2")
    threshold_base = forms.ChoiceField(label=gettext_lazy("Của"), choices=Base.choices, initial=Base.TOTAL)

    def clean_text(self) -> str:
        """A question of one line."""
        return _line(self.cleaned_data["text"], 500)

    def clean_threshold_strict(self) -> bool:
        """Whether more than the part is needed."""
        return bool(self.cleaned_data["threshold_strict"] == MORE)

    def clean_options(self) -> tuple[tuple[str, str], ...]:
        """Names with what is said of each."""
        lines = [line for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if len(lines) > MOST_OPTIONS:
            raise forms.ValidationError(
                _("Có %(count)d phương án; nhiều nhất là %(most)d.") % {"count": len(lines), "most": MOST_OPTIONS}
            )
        found = []
        for line in lines:
            name, _bar, detail = line.partition(DETAIL)
            found.append((_line(name, LONGEST_NAME), _line(detail, LONGEST_REASON)))
            if not found[-1][0]:
                raise forms.ValidationError(_("Có dòng chưa ghi tên phương án: «%(line)s».") % {"line": line.strip()})
        return tuple(found)


def question_of(question: Question, options: Sequence[Option]) -> dict[str, Any]:
    """What the form of a question begins with."""
    lines = (f"{one.name} {DETAIL} {one.detail}" if one.detail else one.name for one in options)
    kept = ("text", "kind", "most", "seats", "threshold_base")
    return {field: getattr(question, field) for field in kept} | {
        "options": "\n".join(lines),
        "threshold": question.threshold,
        "threshold_strict": MORE if question.threshold_strict else LEAST,
    }


EVERYONE = "everyone"


class RosterForm(forms.Form):
    """Who may vote: the people of some units, and people who are named one by one."""

    units = forms.CharField(
        label=gettext_lazy("Người của các đơn vị"),
        max_length=LONGEST_LIST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Mỗi dòng một mã hoặc tên đơn vị."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Lấy ai của mỗi đơn vị"),
        choices=[
            (Role.CHAIR.value, Role.CHAIR.label),
            (Role.LEADER.value, Role.LEADER.label),
            (Role.OFFICER.value, Role.OFFICER.label),
            (EVERYONE, gettext_lazy("Mọi người có vai trò ở đơn vị")),
        ],
        initial=Role.CHAIR.value,
    )
    people = forms.CharField(
        label=gettext_lazy("Từng người"),
        max_length=LONGEST_LIST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Mỗi dòng một tên đăng nhập hoặc họ tên; dán được từ Excel, chỉ cột đầu được đọc."),
    )

    def clean(self) -> dict[str, Any]:
        """At least one of both is filled."""
        if not self.errors and not (self.cleaned_data["units"].strip() or self.cleaned_data["people"].strip()):
            raise forms.ValidationError(_("Hãy ghi đơn vị hoặc tên người cần thêm vào danh sách."))
        return self.cleaned_data

    def lines(self, name: str) -> list[str]:
        """The lines of a list, without what stands behind the first tab of each."""
        firsts = (line.split("\t")[0] for line in self.cleaned_data[name].splitlines())
        return [line.strip() for line in firsts if line.strip()]


class CommitteeForm(forms.Form):
    """Three people who open, close and count."""

    first = forms.CharField(label=gettext_lazy("Tổ trưởng"), max_length=LONGEST_NAME)
    second = forms.CharField(label=gettext_lazy("Thành viên thứ hai"), max_length=LONGEST_NAME)
    third = forms.CharField(label=gettext_lazy("Thành viên thứ ba"), max_length=LONGEST_NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "list": "accounts"}
            field.error_messages["required"] = _("Hãy ghi tên đăng nhập hoặc họ tên.")


class ReasonForm(forms.Form):
    """Why a ballot does not count."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Hãy ghi lý do hủy; mọi người bỏ phiếu đều đọc được.")},
    )


def _line(text: str, most: int) -> str:
    try:
        return clean_line(text, most=most)
    except DomainError as error:
        raise forms.ValidationError(error.sentence) from error
