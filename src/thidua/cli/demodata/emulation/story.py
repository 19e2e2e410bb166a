"""The clusters of the demonstration over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from thidua.cli.demodata.emulation.covenants import begin_covenant, confirm_words, discuss, sign_covenant
from thidua.cli.demodata.emulation.members import CITY, CLUSTER_2, CLUSTER_6, CLUSTER_8
from thidua.cli.demodata.emulation.past import write_past
from thidua.cli.demodata.emulation.rounds import Played, open_scoring, play, play_until_verified, score_oneself
from thidua.cli.demodata.files import document
from thidua.cli.demodata.people import officer_of
from thidua.core import clock
from thidua.emulation.clusters.duty_models import Duty
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.queries.calendar import whose
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.clusters.services.comparing import choose_indicators
from thidua.emulation.clusters.services.duties import lay_out, mark_done
from thidua.emulation.clusters.services.forming import Founding, Place, form_cluster
from thidua.emulation.clusters.services.reviews import Asking, ask_for_parts, save_part, send_part
from thidua.emulation.clusters.services.talk import write_post
from thidua.emulation.schemes.models import SchemeVersion
from thidua.emulation.schemes.services.drafts import found_scheme
from thidua.emulation.schemes.services.publishing import publish_version
from thidua.emulation.scorecards.models import Card
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.scoring.format import scheme_from

COMPARED = ("ORG21", "ORG07", "LAW18", "LAW22", "WEL01", "WEL10", "EMU06", "PRO02", "INS05")
POLICIES = ("LAW50", "LAW52", "LAW54", "LAW56", "LAW58", "LAW60", "LAW62", "LAW64")
# The lead of each year comes first; who led in 2020, 2022 and 2024 was published.
IN_2023 = ("HN-HD", "HN-TX", "HN-NTL", "HN-BTL", "HN-CG", "HN-TH")
FIRST_QUARTER = "2024-Q1"
CLUSTER_6_NAME, VISITOR = "Cụm thi đua số 6 (số liệu mẫu)", "HN-UH"
IN_2023_OF_6 = ("HN-PX", "HN-UH", "HN-MD", "HN-TO", "HN-TTN", "HN-CM")
IN_2024 = ("HN-NTL", "HN-BTL", "HN-CG", "HN-TH", "HN-TX", "HN-HD")


def play_clusters(users: Mapping[str, User]) -> None:
    """Write the years of three clusters through the services. Expects units, targets, reports and folded totals."""
    write_past(users)
    _cluster_8(users)
    last = _cluster_2(users)
    _cluster_2_of_today(last, users)
    _cluster_6(users)


def _cluster_8(users: Mapping[str, User]) -> None:
    scheme = _published(2020, users)
    cluster = _formed(2020, "Cụm thi đua số 8", CLUSTER_8, users)
    _compared(cluster, (*POLICIES, *COMPARED), users, date(2020, 2, 10))
    _reviewed(cluster, users)
    play(Played(cluster, scheme, date(2020, 12, 1)), users)
    _duties_done(cluster, date(2020, 12, 31), users)


def _cluster_2(users: Mapping[str, User]) -> Cluster:
    """The years 2022, with the covenant of eight articles signed by six, and 2023, which continues it."""
    scheme = _published(2022, users)
    cluster = _formed(2022, "Cụm thi đua số 2", CLUSTER_2, users)
    _compared(cluster, COMPARED, users, date(2022, 2, 10))
    covenant = sign_covenant(cluster, scheme, date(2022, 3, 10), users)
    confirm_words(covenant, date(2022, 12, 1), users)
    play(Played(cluster, scheme, date(2022, 11, 28)), users, votes=True)
    _duties_done(cluster, date(2022, 12, 31), users)
    after = _formed(2023, "Cụm thi đua số 2", IN_2023, users, continues=cluster)
    play(Played(after, _published(2023, users), date(2023, 12, 4)), users)
    _duties_done(after, date(2023, 12, 31), users)
    return after


def _cluster_2_of_today(last: Cluster, users: Mapping[str, User]) -> None:
    """A covenant in force, and the first quarter's scoring, which waits for the departments of the city."""
    scheme = _published(2024, users)
    cluster = _formed(2024, "Cụm thi đua số 2", IN_2024, users, continues=last)
    covenant = sign_covenant(cluster, scheme, date(2024, 3, 14), users)
    confirm_words(covenant, date(2024, 4, 22), users, but=2)
    play_until_verified(Played(cluster, scheme, date(2024, 5, 6), FIRST_QUARTER), users)
    _duties_done(cluster, date(2024, 5, 10), users)


def _cluster_6(users: Mapping[str, User]) -> None:
    """Where the visitor sits: a covenant to agree to, last year's scoring to finish, a review to write, talk."""
    schemes = {found.scheme.year: found for found in SchemeVersion.objects.filter(scheme__owner__code=CITY)}
    last = _formed(2023, CLUSTER_6_NAME, IN_2023_OF_6, users, deputy=VISITOR)
    _duties_done(last, date(2023, 12, 31), users)
    scored = open_scoring(Played(last, schemes[2023], date(2024, 5, 13)), users)
    with clock.on_day(date(2024, 5, 16)):
        for card in Card.objects.filter(round=scored).select_related("unit", "round__scheme", "round__owner"):
            if card.unit.code != VISITOR:
                score_oneself(card, users, send=card.unit.code != CLUSTER_6[-1])
    cluster = _formed(2024, CLUSTER_6_NAME, CLUSTER_6, users, deputy=VISITOR, continues=last)
    _compared(cluster, COMPARED, users, date(2024, 2, 5))
    _duties_done(cluster, date(2024, 4, 30), users)
    covenant = begin_covenant(cluster, schemes[2024], date(2024, 5, 8), users)
    discuss(covenant, date(2024, 5, 13), users)
    lead = Unit.objects.get(code=CLUSTER_6[0])
    with clock.on_day(date(2024, 5, 14)):
        text = "Cụm dự kiến họp sơ kết vào tuần đầu tháng 7. Đề nghị các đơn vị gửi phần của mình đúng hạn."
        mentioned = [Unit.objects.get(code=VISITOR)]
        by = users[officer_of(lead.code)]
        write_post(cluster_id=cluster.pk, in_name_of=lead, text=text, mentions=mentioned, by=by)
        asking = Asking("Sơ kết quý I", FIRST_QUARTER, ("Kết quả nổi bật", "Khó khăn", "Kiến nghị"), date(2024, 5, 24))
        ask_for_parts(cluster_id=cluster.pk, asking=asking, by=by)


def _formed(
    year: int,
    name: str,
    codes: Sequence[str],
    users: Mapping[str, User],
    *,
    continues: Cluster | None = None,
    deputy: str = "",
) -> Cluster:
    """A cluster with its calendar; the first unit leads it, the second or the one that is named stands in."""
    units = Unit.objects.in_bulk([CITY, *codes], field_name="code")
    second = deputy or codes[1]
    roles = {codes[0]: SeatRole.LEAD, second: SeatRole.DEPUTY}
    founding = Founding(
        owner=units[CITY],
        year=year,
        name=name,
        places=[Place(units[code], roles.get(code, SeatRole.MEMBER)) for code in codes],
        on=date(year, 1, 1),
        decision="Quyết định chia cụm thi đua (số liệu mẫu)",
        continues=continues,
    )
    by = users[officer_of(CITY)]
    with clock.on_day(date(year, 1, 15)):
        cluster = form_cluster(founding=founding, by=by).cluster
        lay_out(cluster_id=cluster.pk, by=by)
    return cluster


def _duties_done(cluster: Cluster, until: date, users: Mapping[str, User]) -> None:
    """Everybody did what was due until a day, on its day."""
    seats = list(Seat.objects.filter(cluster=cluster).select_related("unit").order_by("pk"))
    for duty in Duty.objects.filter(cluster=cluster, due_on__lte=until).order_by("due_on"):
        owing = set(whose(duty, seats))
        with clock.on_day(max(duty.due_on, date(cluster.year, 1, 20))):
            for unit in (seat.unit for seat in seats if seat.unit_id in owing):
                mark_done(duty_id=duty.pk, unit=unit, by=users[officer_of(unit.code)])


def _published(year: int, users: Mapping[str, User]) -> SchemeVersion:
    by = users[officer_of(CITY)]
    with clock.on_day(date(year, 1, 20)):
        table = scheme_from(document("cluster_scheme.json"))
        owner = Unit.objects.get(code=CITY)
        scheme = found_scheme(owner=owner, name=f"{table.name} {year}", year=year, table=table, by=by)
        return publish_version(version_id=scheme.versions.get().pk, by=by)


def _compared(cluster: Cluster, codes: Sequence[str], users: Mapping[str, User], on: date) -> None:
    with clock.on_day(on):
        choose_indicators(cluster_id=cluster.pk, codes=codes, by=users[officer_of(CITY)])


def _reviewed(cluster: Cluster, users: Mapping[str, User]) -> None:
    """The survey of 2020: the lead reports, members add what they did, tasks of the next year are written down."""
    sections = ("Kết quả nổi bật", "Điểm sáng tạo, cách làm hay", "Nhiệm vụ năm 2021")
    told = {
        "HN-GD": (
            "Hầu hết chỉ tiêu được giao đạt và vượt; công đoàn tham gia các hội đồng lương, thi đua, tuyển dụng.",
            "Mỗi cán bộ, đoàn viên góp một ngày lương cho công tác phòng, chống dịch.",
            "Hướng về cơ sở; đại diện, chăm lo, bảo vệ; phát triển đoàn viên; tuyên truyền luật; đào tạo; giúp nhau.",
        ),
        "HN-YT": (
            "Đơn vị có nội quy, thang bảng lương và đóng đủ ba loại bảo hiểm.",
            "Ủng hộ trang thiết bị và nhắn tin góp quỹ phòng, chống dịch.",
            "Nâng chất lượng đối thoại tại nơi làm việc.",
        ),
    }
    with clock.on_day(date(2020, 11, 10)):
        by = users[officer_of(CLUSTER_8[0])]
        asking = Asking("Tổng kết năm 2020", "2020", sections, date(2020, 11, 20))
        review = ask_for_parts(cluster_id=cluster.pk, asking=asking, by=by)
    with clock.on_day(date(2020, 11, 18)):
        for code, texts in told.items():
            unit = Unit.objects.get(code=code)
            save_part(review_id=review.pk, unit=unit, texts=texts, by=users[officer_of(code)])
            send_part(review_id=review.pk, unit=unit, by=users[officer_of(code)])
