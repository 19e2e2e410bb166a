"""Words of the register of members, and how what people write about a member is read. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.errors import DomainError
from thidua.core.text import clean_line
from thidua.org.imports import read_day
from thidua.org.rules import UnitKind, plain_words

YOUNGEST, OLDEST = 15, 100
FIRST_DAY = date(1929, 7, 28)
"""The day on which the first union of the country was founded: nobody was admitted before."""
SHOWN_DIGITS = 3
IDENTITY_LENGTHS = frozenset({9, 12})
LONGEST_NAME, LONGEST_CARD, LONGEST_OCCUPATION, LONGEST_DECISION = 120, 20, 120, 120
HOLDERS = frozenset({UnitKind.GRASSROOTS, UnitKind.SECTION, UnitKind.TEAM})
"""The kinds of unit whose people are members; those above count them."""


class Sex(TextChoices):
    FEMALE = "female", gettext_lazy("Nữ")
    MALE = "male", gettext_lazy("Nam")


class Began(TextChoices):
    """How somebody came to be a member of a unit."""

    ADMITTED = "admitted", gettext_lazy("Kết nạp")
    TRANSFERRED = "transferred", gettext_lazy("Chuyển đến")


class Ended(TextChoices):
    """Why somebody is no longer a member of a unit."""

    TRANSFERRED = "transferred", gettext_lazy("Chuyển đi nơi khác")
    STOPPED_WORK = "stopped_work", gettext_lazy("Thôi việc")
    RETIRED = "retired", gettext_lazy("Nghỉ hưu")
    LEFT = "left", gettext_lazy("Xin thôi là đoàn viên")
    EXCLUDED = "excluded", gettext_lazy("Khai trừ")
    DECEASED = "deceased", gettext_lazy("Từ trần")
    DISSOLVED = "dissolved", gettext_lazy("Đơn vị kết thúc")


# What a person may choose; the last one is a reorganisation's alone.
REASONS = tuple((reason.value, reason.label) for reason in Ended if reason != Ended.DISSOLVED)
_SEX_WORDS = {"nu": Sex.FEMALE, "female": Sex.FEMALE, "f": Sex.FEMALE, "nam": Sex.MALE, "male": Sex.MALE, "m": Sex.MALE}
_REASON_WORDS = {
    "chuyen": Ended.TRANSFERRED,
    "chuyen di": Ended.TRANSFERRED,
    "chuyen cong tac": Ended.TRANSFERRED,
    "chuyen sinh hoat": Ended.TRANSFERRED,
    "nghi viec": Ended.STOPPED_WORK,
    "cham dut hop dong": Ended.STOPPED_WORK,
    "cham dut hop dong lao dong": Ended.STOPPED_WORK,
    "huu": Ended.RETIRED,
    "huu tri": Ended.RETIRED,
    "ra khoi cong doan": Ended.LEFT,
    "xin thoi": Ended.LEFT,
    "xin ra": Ended.LEFT,
    "mat": Ended.DECEASED,
    "chet": Ended.DECEASED,
}


class BadDetail(DomainError):
    """Something that is said about a member cannot be; `where` names the field."""

    status = 422


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a member, read and checked; what is empty is not known."""

    full_name: str
    birth_date: date | None = None
    sex: str = ""
    identity: str = ""
    card_number: str = ""
    phone: str = ""
    occupation: str = ""


@dataclass(frozen=True, slots=True)
class Revealed:
    """The numbers of a member in the clear, "" for what is not known."""

    identity: str
    phone: str


Value = TypeVar("Value")


def read(where: str, reader: Callable[[str], Value], text: str) -> Value:
    """What a reader makes of a text; its error names the field."""
    try:
        return reader(text)
    except DomainError as error:
        raise BadDetail(error.sentence, where=where) from error


def read_name(text: str) -> str:
    """A person's name of two words or more. Raises BadDetail or BadText."""
    name = clean_line(text, most=LONGEST_NAME)
    if not name:
        raise BadDetail(_("Hãy ghi họ và tên."))
    if len(name.split()) < 2:  # noqa: PLR2004 - a family name and a given name
        raise BadDetail(_("«%(name)s» chưa đủ họ và tên. Hãy ghi đầy đủ.") % {"name": name[:40]})
    if any(c.isdigit() for c in name):
        raise BadDetail(_("Họ và tên có chữ số. Hãy kiểm tra cột họ và tên."))
    return name


def read_birth(text: str, *, today: date) -> date | None:
    """A day of birth, None for nothing written. Raises BadDetail for children and for impossible days."""
    if not text.strip():
        return None
    day = read_day(text)
    if day is None:
        raise BadDetail(_("Ngày sinh «%(text)s» không đọc được. Hãy ghi như 28/12/1985.") % {"text": text.strip()[:20]})
    if day > today:
        raise BadDetail(_("Ngày sinh ở tương lai. Hãy kiểm tra năm sinh."))
    age = years_between(day, today)
    if age < YOUNGEST:
        raise BadDetail(
            _("Mới %(age)d tuổi; đoàn viên phải từ đủ %(least)d tuổi. Hãy kiểm tra năm sinh.")
            % {"age": age, "least": YOUNGEST}
        )
    if age > OLDEST:
        raise BadDetail(_("Đã %(age)d tuổi. Hãy kiểm tra năm sinh.") % {"age": age})
    return day


def read_sex(text: str) -> str:
    """A `Sex`, "" for nothing written."""
    words = plain_words(text)
    if text.strip() and words not in _SEX_WORDS:
        raise BadDetail(_("Giới tính «%(text)s» không rõ. Hãy ghi Nam hoặc Nữ.") % {"text": text.strip()[:20]})
    return _SEX_WORDS[words].value if words else ""


def read_identity(text: str) -> str:
    """The digits of an identity number, 9 (old) or 12; "" for nothing written."""
    digits = re.sub(r"[\s.\-']", "", text)
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]+", digits):
        raise BadDetail(_("Số định danh có ký tự không phải chữ số. Hãy ghi 12 chữ số, hoặc 9 chữ số của thẻ cũ."))
    if len(digits) not in IDENTITY_LENGTHS:
        words = {"count": len(digits)}
        if len(digits) in {10, 11}:
            raise BadDetail(
                _("Số định danh có %(count)d chữ số; Excel có thể đã bỏ số 0 ở đầu. Hãy ghi đủ 12 chữ số dạng chữ.")
                % words
            )
        raise BadDetail(_("Số định danh có %(count)d chữ số; phải có 12, hoặc 9 của thẻ cũ.") % words)
    return digits


def restored_identity(text: str, birth_date: date | None) -> str:
    """An identity number whose leading zeros a spreadsheet dropped, when the year of birth within it says so."""
    digits = re.sub(r"[\s.\-']", "", text)
    if birth_date is None or not re.fullmatch(r"[0-9]{10,11}", digits):
        return text
    whole = digits.zfill(12)
    # Three digits of the province, one of the century and the sex, two of the year of birth.
    century = 1900 + 100 * (int(whole[3]) // 2)
    return whole if century + int(whole[4:6]) == birth_date.year else text


def read_phone(text: str) -> str:
    """The digits of a Vietnamese telephone number with its leading 0; "" for nothing written."""
    digits = re.sub(r"[\s.\-()]", "", text)
    if not digits:
        return ""
    digits = re.sub(r"^(\+84|84(?=[0-9]{9,10}$))", "0", digits)
    if re.fullmatch(r"[1-9][0-9]{8}", digits):
        digits = f"0{digits}"  # a spreadsheet dropped the zero
    if not re.fullmatch(r"0[0-9]{9,10}", digits):
        raise BadDetail(_("Số điện thoại phải có 10 chữ số, ví dụ 0912 345 678."))
    return digits


def read_card(text: str) -> str:
    """The number of a member's card, "" for none."""
    return clean_line(text, most=LONGEST_CARD)


def read_occupation(text: str) -> str:
    """What a member does, "" when nothing is said."""
    return clean_line(text, most=LONGEST_OCCUPATION)


def read_event_day(text: str, *, today: date) -> date | None:
    """The day of something that happened, None for nothing written. Raises BadDetail."""
    if not text.strip():
        return None
    day = read_day(text)
    if day is None:
        raise BadDetail(_("Ngày «%(text)s» không đọc được. Hãy ghi như 28/12/2020.") % {"text": text.strip()[:20]})
    return checked_day(day, today=today)


def checked_day(day: date, *, today: date) -> date:
    """The day itself. Raises BadDetail for one that is still to come, or before there were unions."""
    if day > today:
        raise BadDetail(_("Ngày này ở tương lai. Chỉ ghi việc đã xảy ra."))
    if day < FIRST_DAY:
        raise BadDetail(_("Ngày này quá xa. Hãy kiểm tra năm."))
    return day


def read_reason(text: str) -> Ended | None:
    """Why somebody left, None for nothing written. Raises BadDetail for other words."""
    words = plain_words(text)
    if not text.strip():
        return None
    known = _REASON_WORDS | {plain_words(str(label)): Ended(value) for value, label in REASONS}
    if words not in known:
        raise BadDetail(
            _("Lý do «%(text)s» không rõ. Hãy ghi một trong: %(words)s.")
            % {"text": text.strip()[:40], "words": ", ".join(str(label) for _value, label in REASONS)}
        )
    return known[words]


def checked_course(birth_date: date | None, joined: date) -> None:
    """Raises BadDetail when somebody was a child when admitted."""
    if birth_date is not None and years_between(birth_date, joined) < YOUNGEST:
        raise BadDetail(
            _("Lúc kết nạp chưa đủ %(least)d tuổi. Hãy kiểm tra ngày sinh và ngày kết nạp.") % {"least": YOUNGEST}
        )


def years_between(born: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def masked(digits_shown: str, length: int = 12) -> str:
    """An identity number of which only the last digits are told; "" without one."""
    return "•" * (length - len(digits_shown)) + digits_shown if digits_shown else ""
