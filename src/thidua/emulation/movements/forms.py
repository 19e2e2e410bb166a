"""The shape of what is typed about programmes, movements and registrations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number
from thidua.core.periods import Calendar
from thidua.documents.models import Document
from thidua.figures.rules import in_dong
from thidua.files.rules import ACCEPT
from thidua.indicators.models import Indicator
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.ui.fields import LineField, TextField, day_field, offer

from .models import Movement, Programme
from .queries.addressed import KindCount
from .queries.deadlines import deadline_for, year_of
from .rules import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Counting,
    MovementKind,
    PaperRole,
    ProgrammeKind,
    Row,
    State,
)
from .services.late import Decision
from .services.movements import Setting
from .services.papers import NewPaper
from .services.programmes import About, Aim

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_NUMBER = 60
MOST_SENT = 60


def year_field(label: Any, **options: Any) -> forms.IntegerField:
    """A year of our time."""
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)


class MovementForm(forms.Form):
    """A movement of one owner."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=MovementKind.choices)
    title = LineField(label=gettext_lazy("Tên phong trào, đợt thi đua"), max_length=LONGEST_TITLE)
    theme = LineField(label=gettext_lazy("Chủ đề, khẩu hiệu"), max_length=LONGEST_TITLE, required=False)
    goals = TextField(most=LONGEST_TEXT, label=gettext_lazy("Mục tiêu, nội dung"), required=False)
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Thực hiện chương trình"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=gettext_lazy("Không theo chương trình nào"),
    )
    calendar = forms.ChoiceField(
        label=gettext_lazy("Thời gian"),
        choices=[
            (Calendar.CALENDAR.value, gettext_lazy("Năm dương lịch")),
            (Calendar.SCHOOL.value, gettext_lazy("Năm học")),
            (Calendar.WINDOW.value, gettext_lazy("Đợt, từ ngày đến ngày")),
        ],
        widget=forms.RadioSelect,
    )
    year = year_field(
        gettext_lazy("Năm"),
        required=False,
        help_text=gettext_lazy("Với năm học: năm bắt đầu, ví dụ 2023 cho 2023-2024."),
    )
    starts = day_field(gettext_lazy("Từ ngày"), required=False)
    ends = day_field(gettext_lazy("Đến hết ngày"), required=False)
    among = forms.ChoiceField(label=gettext_lazy("Trong phạm vi"))
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Loại đơn vị"), widget=forms.CheckboxSelectMultiple)
    registers = forms.BooleanField(label=gettext_lazy("Đơn vị đăng ký tham gia"), required=False)
    register_until = day_field(
        gettext_lazy("Hạn đăng ký"),
        required=False,
        help_text=gettext_lazy("Để trống thì lấy theo hạn chung của năm dương lịch hoặc năm học."),
    )
    decides = forms.BooleanField(
        label=gettext_lazy("Đơn vị không đăng ký thì không được xét thi đua cuối năm"), required=False
    )

    def __init__(
        self,
        *args: Any,
        owner: Unit,
        places: Sequence[tuple[str, str]],
        kinds: Sequence[KindCount],
        programmes: QuerySet[Programme],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        offer(self, "among", list(places))
        offer(self, "kinds", [(one.kind.value, f"{one.kind.label} ({one.count})") for one in kinds])
        offer(self, "programme", programmes)

    @staticmethod
    def shown(movement: Movement) -> dict[str, Any]:
        """What the form shows of a movement that there is."""
        names = ("kind", "title", "theme", "goals", "calendar", "year", "starts", "ends", "registers", "decides")
        return {name: getattr(movement, name) for name in names} | {
            "programme": movement.programme_id,
            "among": str(movement.among_id),
            "kinds": movement.kinds,
            "register_until": movement.register_until,
        }

    def clean(self) -> dict[str, Any]:
        """Days that follow each other, and a last day for registering where units register."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._take_days(cleaned)
        if cleaned.get("registers") and not self.errors:
            self._take_last_day(cleaned)
        return cleaned

    def _take_days(self, cleaned: dict[str, Any]) -> None:
        calendar, year = cleaned.get("calendar"), cleaned.get("year")
        if calendar == Calendar.WINDOW:
            starts, ends = cleaned.get("starts"), cleaned.get("ends")
            if not {"starts", "ends"} & self.errors.keys() and (not starts or not ends or ends < starts):
                self.add_error("ends", _("Hãy ghi ngày đầu và ngày cuối của đợt; ngày cuối không trước ngày đầu."))
            elif starts:
                cleaned["year"] = starts.year
        elif calendar and year:
            span = year_of(Calendar(calendar), year)
            cleaned["starts"], cleaned["ends"] = span.starts, span.ends
        elif calendar and "year" not in self.errors:
            self.add_error("year", _("Hãy ghi năm của phong trào."))

    def _take_last_day(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("register_until"):
            if cleaned["register_until"] > cleaned["ends"]:
                self.add_error("register_until", _("Hạn đăng ký phải trước khi phong trào kết thúc."))
            return
        usual = None
        if cleaned["calendar"] != Calendar.WINDOW:
            usual = deadline_for(self.owner.pk, Calendar(cleaned["calendar"]), cleaned["year"])
        if usual is None:
            self.add_error("register_until", _("Đợt này chưa có hạn chung. Hãy ghi hạn đăng ký."))
            return
        cleaned["register_until"] = usual.on

    @property
    def setting(self) -> Setting:
        """What is said; the form is valid."""
        cleaned = self.cleaned_data
        return Setting(
            kind=MovementKind(cleaned["kind"]),
            title=cleaned["title"],
            calendar=Calendar(cleaned["calendar"]),
            year=cleaned["year"],
            starts=cleaned["starts"],
            ends=cleaned["ends"],
            among=Unit.objects.get(pk=int(cleaned["among"])),
            kinds=[UnitKind(kind) for kind in cleaned["kinds"]],
            theme=cleaned["theme"],
            goals=cleaned["goals"],
            register_until=cleaned["register_until"] if cleaned["registers"] else None,
            decides=cleaned["decides"],
            programme=cleaned["programme"],
        )


class LaunchForm(forms.Form):
    """The day and the number of the document that launches a movement."""

    launched_on = day_field(gettext_lazy("Ngày phát động"))
    number = LineField(label=gettext_lazy("Số văn bản phát động"), max_length=LONGEST_NUMBER, required=False)


class MoveForm(forms.Form):
    """Where a movement goes next, from the state that was seen, with what came of it."""

    to = forms.ChoiceField(choices=State.choices)
    seen = forms.ChoiceField(choices=State.choices)
    review = TextField(most=LONGEST_TEXT, label=gettext_lazy("Kết quả tổng kết"), required=False)


class RegistrationForm(forms.Form):
    """What a unit registers; its lines are sent as four lists of one length."""

    aim = LineField(label=gettext_lazy("Danh hiệu, hình thức khen thưởng phấn đấu"), max_length=LONGEST_LINE)
    seen = forms.IntegerField(min_value=0, max_value=2**62, widget=forms.HiddenInput)

    @property
    def rows(self) -> list[Row]:
        """The lines as they were typed, empty ones too; ones beyond the most that a page sends are left out."""
        names = ("content", "goal", "measure", "plan")
        sent = [self.data.getlist(name)[:MOST_SENT] if isinstance(self.data, QueryDict) else [] for name in names]
        size = max(map(len, sent))
        padded = [column + [""] * (size - len(column)) for column in sent]
        return [Row(*line) for line in zip(*padded, strict=True)]


class LateForm(forms.Form):
    """Why a unit wants to register after the last day, and what proves it."""

    reason = TextField(most=LONGEST_TEXT, label=gettext_lazy("Lý do chưa đăng ký đúng hạn"), rows=3)
    evidence = forms.FileField(
        label=gettext_lazy("Minh chứng"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )


class AnswerForm(forms.Form):
    """What the owner says to a late request."""

    grant = forms.ChoiceField(
        label=gettext_lazy("Ý kiến"),
        choices=[("1", gettext_lazy("Cho đăng ký bổ sung")), ("0", gettext_lazy("Không chấp nhận"))],
        widget=forms.RadioSelect,
    )
    until = day_field(gettext_lazy("Đăng ký đến hết ngày"), required=False)
    answer = TextField(most=LONGEST_TEXT, label=gettext_lazy("Lý do"), rows=2)

    def clean(self) -> dict[str, Any]:
        """A day where it is granted."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("grant") == "1" and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", _("Hãy ghi ngày mà đơn vị được đăng ký đến hết."))
        return cleaned

    @property
    def decision(self) -> Decision:
        """What was decided; the form is valid."""
        data = self.cleaned_data
        return Decision(data["answer"], data["until"] if data["grant"] == "1" else None)


class PaperForm(forms.Form):
    """A paper to attach: a file or an issued document."""

    role = forms.ChoiceField(label=gettext_lazy("Là"), choices=PaperRole.choices)
    file = forms.FileField(
        label=gettext_lazy("Tệp"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ACCEPT})
    )
    document = forms.ModelChoiceField(
        label=gettext_lazy("hoặc văn bản đã ban hành"), queryset=Document.objects.none(), required=False
    )
    caption = LineField(label=gettext_lazy("Ghi chú"), max_length=LONGEST_LINE, required=False)

    def __init__(self, *args: Any, documents: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "document", documents)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("document"):
            self.add_error("file", _("Hãy chọn một tệp, hoặc một văn bản đã ban hành."))
        return cleaned

    @property
    def paper(self) -> NewPaper:
        """What is attached; the form is valid."""
        data = self.cleaned_data
        file: UploadedFile[bytes] | None = data["file"] or None
        return NewPaper(PaperRole(data["role"]), file, data["document"], data["caption"])


class ProgrammeForm(forms.Form):
    """What is said of a programme."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=ProgrammeKind.choices)
    title = LineField(label=gettext_lazy("Tên"), max_length=LONGEST_TITLE)
    number = LineField(label=gettext_lazy("Số, ký hiệu"), max_length=LONGEST_NUMBER, required=False)
    issued_on = day_field(gettext_lazy("Ngày ban hành"), required=False)
    first_year = year_field(gettext_lazy("Từ năm"))
    last_year = year_field(gettext_lazy("Đến năm"))
    summary = TextField(most=LONGEST_TEXT, label=gettext_lazy("Nội dung chính"), required=False)

    @staticmethod
    def shown(programme: Programme) -> dict[str, Any]:
        """What the form shows of a programme that there is."""
        names = ("kind", "title", "number", "issued_on", "first_year", "last_year", "summary")
        return {name: getattr(programme, name) for name in names}

    @property
    def about(self) -> About:
        """What is said; the form is valid."""
        data = self.cleaned_data
        return About(**(data | {"kind": ProgrammeKind(data["kind"])}))


class AimForm(forms.Form):
    """A target of a programme; amounts are typed as people type numbers."""

    indicator = forms.ChoiceField(label=pgettext_lazy("indicator", "Chỉ tiêu trong danh mục"), required=False)
    amount = LineField(
        label=gettext_lazy("Mức cần đạt"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    text = LineField(
        label=gettext_lazy("Chỉ tiêu bằng chữ"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=gettext_lazy("Khi danh mục không có: ví dụ «mọi công đoàn cơ sở có quy chế phối hợp»."),
    )
    by_year = year_field(gettext_lazy("Đến năm"))
    counting = forms.ChoiceField(label=gettext_lazy("So với"), choices=Counting.choices)

    def __init__(self, *args: Any, indicators: Sequence[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {one.code: one for one in indicators}
        named = ((code, f"{one.name} ({one.measure})") for code, one in self.by_code.items())
        offer(self, "indicator", [("", _("Không có trong danh mục")), *named])

    def clean(self) -> dict[str, Any]:
        """The amount, scaled as the indicator's numbers are; None without one, or without an indicator."""
        cleaned: dict[str, Any] = super().clean() or {}
        indicator = self.by_code.get(cleaned.get("indicator", ""))
        typed, cleaned["amount"] = cleaned.get("amount"), None
        if indicator and typed:
            try:
                cleaned["amount"] = parse_number(
                    typed, decimals=indicator.decimals, worth=in_dong(indicator.measure_vi)
                )
            except DomainError as error:
                self.add_error("amount", error.sentence)
        return cleaned

    @property
    def aim(self) -> Aim:
        """What is wanted; the form is valid."""
        data = self.cleaned_data
        indicator = self.by_code.get(data["indicator"])
        return Aim(data["by_year"], indicator, data["amount"], data["text"], Counting(data["counting"]))


class DeadlineForm(forms.Form):
    """A last day for registering, from a year on."""

    calendar = forms.ChoiceField(
        label=gettext_lazy("Áp dụng cho"),
        choices=[(one.value, one.label) for one in (Calendar.CALENDAR, Calendar.SCHOOL)],
    )
    day = forms.IntegerField(label=gettext_lazy("Ngày"), min_value=1, max_value=31)
    month = forms.IntegerField(label=gettext_lazy("Tháng"), min_value=1, max_value=12)
    first_year = year_field(gettext_lazy("Từ năm"), initial=lambda: clock.today().year + 1)
    source = LineField(label=gettext_lazy("Căn cứ"), max_length=LONGEST_LINE)

    @property
    def setting(self) -> dict[str, Any]:
        """What is set, as `set_deadline` takes it; the form is valid."""
        return self.cleaned_data | {"calendar": Calendar(self.cleaned_data["calendar"])}
