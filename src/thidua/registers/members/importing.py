"""The list of members as the shared engine of imports takes it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.exchange.errors import NoSuchChoice
from thidua.exchange.kinds import Field, ListKind, Options
from thidua.people.models import User

from .import_judging import judge
from .import_known import places
from .import_writing import commit, undo
from .locks import hold_register
from .rules import REASONS, Sex


def _permitted(user: User) -> bool:
    return gate.any_unit(user, Permission.MEMBER_MANAGE)


def _oversees(user: User) -> bool:
    return gate.everywhere(user, Permission.MEMBER_MANAGE)


def _lock(_options: Options) -> None:
    hold_register(alone=True)


def _check(options: Options, user: User) -> None:
    """Raise NoSuchChoice when the unit of the whole list cannot be meant."""
    if text := options.get("unit", ""):
        place = places([text], user)[text]
        if place.sentence:
            raise NoSuchChoice(place.sentence, where="unit")


def _sexes(_user: User) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Sex.choices]


def _reasons(_user: User) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in REASONS]


FIELDS = (
    Field(
        "full_name",
        gettext_lazy("Họ và tên"),
        required=True,
        synonyms=("họ tên", "tên đoàn viên", "họ và tên đoàn viên", "full name", "name"),
        example="Nguyễn Thị Minh An",
    ),
    Field(
        "birth_date",
        gettext_lazy("Ngày sinh"),
        synonyms=("sinh ngày", "ngày tháng năm sinh", "date of birth", "birth date"),
        example="1988-03-26",
        cell="day",
    ),
    Field(
        "sex",
        gettext_lazy("Giới tính"),
        synonyms=("nam nữ", "phái", "sex", "gender"),
        example="Nữ",
        choices=_sexes,
    ),
    Field(
        "identity",
        gettext_lazy("Số định danh"),
        synonyms=(
            "số định danh cá nhân",
            "căn cước",
            "số căn cước",
            "cccd",
            "số cccd",
            "cmnd",
            "cccd cmnd",
            "cmnd cccd",
            "identity number",
        ),
        example="001188000321",
        secret=True,
        hint=gettext_lazy("12 chữ số, hoặc 9 chữ số của thẻ cũ; ghi dạng chữ để không mất số 0 ở đầu."),
    ),
    Field(
        "unit",
        gettext_lazy("Mã công đoàn cơ sở"),
        synonyms=("mã đơn vị", "công đoàn cơ sở", "cđcs", "mã cđcs", "đơn vị", "đơn vị công tác", "unit", "unit code"),
        example="HN-UH-07",
        hint=gettext_lazy("Mã, hoặc tên nếu chỉ có một đơn vị tên đó. Để trống khi đã chọn đơn vị cho cả danh sách."),
    ),
    Field(
        "joined",
        gettext_lazy("Ngày kết nạp"),
        synonyms=("ngày vào công đoàn", "ngày vào đoàn", "ngày gia nhập", "kết nạp", "joined", "admitted on"),
        example="2015-10-15",
        cell="day",
    ),
    Field(
        "card_number",
        gettext_lazy("Số thẻ"),
        synonyms=("số thẻ đoàn viên", "mã thẻ", "mã đoàn viên", "card number"),
        example="0123456",
    ),
    Field(
        "phone",
        gettext_lazy("Điện thoại"),
        synonyms=("số điện thoại", "di động", "sđt", "đt", "phone"),
        secret=True,
        example="0912345678",
    ),
    Field(
        "occupation",
        gettext_lazy("Nghề nghiệp"),
        synonyms=("chức danh", "công việc", "vị trí việc làm", "chức vụ", "occupation"),
        example="Giáo viên",
    ),
    Field(
        "left_on",
        gettext_lazy("Ngày ra"),
        synonyms=("ngày nghỉ", "ngày thôi", "ngày ra khỏi công đoàn", "ngày giảm", "left on"),
        cell="day",
        hint=gettext_lazy("Ngày đầu tiên không còn là đoàn viên. Để trống khi còn sinh hoạt."),
    ),
    Field(
        "reason",
        gettext_lazy("Lý do ra"),
        synonyms=("lý do", "lý do giảm", "lý do nghỉ", "reason"),
        choices=_reasons,
    ),
)

MEMBERS = ListKind(
    name="members",
    title=gettext_lazy("Đoàn viên"),
    noun=gettext_lazy("đoàn viên"),
    icon="users",
    hint=gettext_lazy("Thêm người mới, bổ sung hồ sơ và ghi người ra khỏi sổ, nhiều công đoàn cơ sở trong một tệp."),
    fields=FIELDS,
    options=(
        Field(
            "unit",
            gettext_lazy("Công đoàn cơ sở của cả danh sách"),
            hint=gettext_lazy("Mã hoặc tên; chỉ cần khi tệp không có cột mã công đoàn cơ sở."),
        ),
    ),
    permitted=_permitted,
    oversees=_oversees,
    judge=judge,
    commit=commit,
    undo=undo,
    lock=_lock,
    check=_check,
    done_url="member-home",
)
