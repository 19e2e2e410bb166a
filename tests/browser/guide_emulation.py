"""The emulation chapters of the guide: a district's cluster in the middle of its year, and the pictures of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import cos, sin
from typing import Any, Final

from playwright.sync_api import Page, expect

from tests import people
from tests.browser.ballots import furnish_ballots
from tests.browser.conftest import PHONE
from tests.browser.guide_acts import click
from tests.browser.guide_pictures import Picture
from tests.browser.guide_world import GuideWorld
from tests.browser.world import World
from tests.factories.emulation import CLASSES, scheme_of
from tests.factories.uploads import upload
from thidua.core.periods import Calendar
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.clusters.services.comparing import choose_indicators
from thidua.emulation.clusters.services.forming import Founding, Place, form_cluster
from thidua.emulation.covenants.rules import Measure
from thidua.emulation.covenants.services.agreeing import ask_comments, give_opinion, state_agreed
from thidua.emulation.covenants.services.signing import begin_signing
from thidua.emulation.covenants.services.writing import (
    ArticleWords,
    General,
    Promise,
    add_article,
    add_clause,
    draft_covenant,
)
from thidua.emulation.movements.rules import MovementKind, Row
from thidua.emulation.movements.services.movements import Setting, draft_movement, launch_movement
from thidua.emulation.movements.services.registering import register
from thidua.emulation.ranking.services.drawing import draw_up
from thidua.emulation.schemes.models import SchemeVersion
from thidua.emulation.schemes.services.drafts import found_scheme
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.rules import RoundState, Stage
from thidua.emulation.scorecards.services.evidence import attach_evidence
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.emulation.scorecards.services.points import Given, give_point
from thidua.emulation.scorecards.services.steps import go_on
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.rules import UnitKind
from thidua.people.models import User
from thidua.scoring.format import scheme_from

MEMBERS: Final = ("UH-01", "UH-02", "UH-05", "UH-06", "UH-08")
CHAIRS: Final = (
    ("UH-02", "chung", "Bùi Văn Chung"),
    ("UH-02", "kim", "Hoàng Thị Kim"),
    ("UH-03", "sen", "Vũ Thị Sen"),
    ("UH-04", "mai", "Ngô Thanh Mai"),
    ("UH-05", "hung", "Phan Quốc Hùng"),
    ("UH-06", "yen", "Đinh Hải Yến"),
    ("UH-08", "kien", "Tạ Trung Kiên"),
)
TABLE: Final[dict[str, Any]] = {
    "code": "UH",
    "name": "Bảng điểm thi đua công đoàn cơ sở",
    "total": 100,
    "digits": 2,
    "groups": [
        {
            "code": "I",
            "name": "Phát triển đoàn viên, chăm lo người lao động",
            "max": 40,
            "criteria": [
                {
                    "code": "I.1",
                    "name": "Kết nạp đoàn viên mới",
                    "max": 20,
                    "formula": {"method": "proportional"},
                    "measures": [{"key": "ORG21"}],
                },
                {
                    "code": "I.2",
                    "name": "Đoàn viên, người lao động được chăm lo",
                    "max": 20,
                    "formula": {"method": "proportional"},
                    "measures": [{"key": "WEL01"}],
                },
            ],
        },
        {
            "code": "II",
            "name": "Tổ chức hoạt động",
            "max": 60,
            "criteria": [
                {
                    "code": "II.1",
                    "name": "Hoạt động chung của cụm",
                    "max": 30,
                    "formula": {"method": "manual"},
                    "scorer": "unit",
                    "evidence": ["Kế hoạch", "Hình ảnh"],
                },
                {
                    "code": "II.2",
                    "name": "Báo cáo đầy đủ, đúng hạn",
                    "max": 30,
                    "formula": {"method": "plus_minus", "start": 30, "minus": 2},
                    "scorer": "unit",
                },
            ],
        },
    ],
    "classes": CLASSES,
    "conditions": [
        {
            "code": "discipline",
            "text": "Có cán bộ chủ chốt bị kỷ luật",
            "when": [{"fact": "discipline", "operator": "!=", "value": ""}],
            "effect": {"effect": "exclude"},
        }
    ],
    "tie_breaks": [{"by": "criterion", "of": "I.1"}],
}
# Points that the conference gave for joint work, by unit: two share a total.
JOINT: Final = {"UH-01": 28, "UH-02": 30, "UH-05": 29, "UH-06": 27, "UH-08": 26}
ARTICLES: Final = (
    "Hoàn thành chỉ tiêu phát triển đoàn viên",
    "Chăm lo việc làm, đời sống người lao động",
    "Phong trào Lao động giỏi, Lao động sáng tạo",
)


@dataclass(frozen=True)
class Furnished:
    """What was made: references by the names that addresses use, and the persons that appear in them."""

    references: dict[str, str]
    persons: dict[str, User]


def furnish_emulation(world: GuideWorld) -> Furnished:
    """A movement, a cluster with covenant and two rounds, a ranking, ballots; all of the district."""
    chairs = {"UH-01": world.chair}
    for code, username, name in CHAIRS:
        chairs.setdefault(code, _chair(world, code, username, name))
    leader = people.leader(world.units["UH"], "minh")
    cluster = _cluster(world)
    table = scheme_of(world.units["UH"], TABLE)
    ballots = furnish_ballots(_voting(world, chairs))
    references = {
        "movement": _movement(world, chairs),
        "cluster": cluster.reference,
        "covenant": _covenant(world, cluster, chairs),
        "draft": _draft(world),
        "round": _round(world, cluster, table, chairs),
        "ranking": _ranking(world, cluster, table, leader),
        **ballots,
    }
    return Furnished(references, {"committee": chairs["UH-04"]})


def pictures_of(references: Mapping[str, str]) -> tuple[Picture, ...]:
    """The pictures of the chapters, in their order."""
    at = references
    return (
        Picture(
            "phong-trao",
            "officer",
            f"/thi-dua/phong-trao/{at['movement']}/",
            ("Thuộc đối tượng", "Đã đăng ký", "Chưa đăng ký", "Lịch và đối tượng", "Thêm tài liệu"),
        ),
        Picture(
            "cum-so-lieu",
            "officer",
            f"/thi-dua/cum/{at['cluster']}/so-lieu/",
            ("Tổng quan", "Số liệu", "Chọn chỉ tiêu", "Lịch", "Sơ kết", "Chỉ tiêu đạt"),
            height=620,
        ),
        Picture(
            "giao-uoc-ky",
            "chair",
            f"/thi-dua/giao-uoc/{at['covenant']}/ky/",
            ("Chức vụ", "Cách ký", "Ký giao ước", "Lấy mã ký tại bàn"),
            act=sign_by_hand,
            width=PHONE,
        ),
        Picture(
            "bang-diem-soan",
            "officer",
            f"/thi-dua/bang-diem/{at['draft']}/soan/",
            ("Thêm nhóm", "Ban hành…", "Chấm thử", "Điểm tối đa", "Khớp"),
            act=open_a_criterion,
            height=760,
        ),
        Picture(
            "tu-cham",
            "chair",
            f"/thi-dua/cham-diem/{at['round']}/UH-01/",
            ("Tổng điểm", "Đếm", "Lý do, ghi chú", "Lưu điểm", "Nộp bảng tự chấm"),
        ),
        Picture(
            "vi-sao-diem",
            "officer",
            f"/thi-dua/cham-diem/{at['round']}/UH-01/I.1/",
            ("Vì sao có điểm này?", "Cách tính", "Số liệu đã dùng", "Minh chứng", "Ai đã chấm, khi nào, vì sao"),
        ),
        Picture(
            "xep-hang",
            "officer",
            f"/thi-dua/xep-hang/{at['ranking']}/",
            ("Nhìn lại", "Bỏ phiếu", "Hạng theo điểm", "Hạng chính thức", "Xếp loại chính thức", "Lý do"),
            height=680,
        ),
        Picture(
            "bo-phieu",
            "chair",
            f"/bo-phieu/{at['ballot-open']}/phieu/",
            ("Xem lại phiếu", "Đã chọn"),
            act=click(".ballot-box >> nth=0", ".ballot-box >> nth=1"),
            width=PHONE,
        ),
        Picture(
            "bo-phieu-mo",
            "committee",
            f"/bo-phieu/{at['ballot-ready']}/mo/",
            ("Thử mảnh khóa", "Chưa thử mảnh khóa", "Hai người cùng mở"),
        ),
        Picture(
            "bo-phieu-ket-qua",
            "officer",
            f"/bo-phieu/{at['ballot-counted']}/ket-qua/",
            ("Biên bản", "Đã bỏ phiếu", "Đủ số người", "So với mức cần", "Tìm phiếu"),
        ),
    )


def sign_by_hand(page: Page) -> None:
    """Write one's post and draw a signature, without sending it."""
    page.get_by_label("Chức vụ").fill("Chủ tịch")
    box = page.locator("canvas").first.bounding_box()
    assert box
    for begins, wide, high in ((0.15, 0.22, 0.3), (0.42, 0.42, 0.16)):
        at = [(begins + wide * step / 40, 0.5 - high * sin(step / 3) * cos(step / 25)) for step in range(41)]
        page.mouse.move(box["x"] + box["width"] * at[0][0], box["y"] + box["height"] * at[0][1])
        page.mouse.down()
        for right, down in at[1:]:
            page.mouse.move(box["x"] + box["width"] * right, box["y"] + box["height"] * down)
        page.mouse.up()


def open_a_criterion(page: Page) -> None:
    """Open one line of the table beside the list."""
    page.get_by_role("button", name="Kết nạp đoàn viên mới").click()
    expect(page.locator("#panel")).to_contain_text("Số liệu dùng để chấm")


def _chair(world: GuideWorld, code: str, username: str, name: str) -> User:
    user = people.chair(world.units[code], username)
    user.person.full_name = name
    user.person.save(update_fields=["full_name"])
    return user


def _movement(world: GuideWorld, chairs: Mapping[str, User]) -> str:
    setting = Setting(
        kind=MovementKind.CAMPAIGN,
        title="Đợt thi đua chào mừng 95 năm Ngày thành lập Công đoàn Việt Nam",
        calendar=Calendar.WINDOW,
        year=2024,
        starts=date(2024, 5, 2),
        ends=date(2024, 7, 28),
        among=world.units["UH"],
        kinds=(UnitKind.GRASSROOTS,),
        theme="Mỗi công đoàn cơ sở một công trình",
        goals="Mỗi đơn vị có ít nhất một công trình, sản phẩm chào mừng; vận động sáng kiến từ cơ sở.",
        register_until=date(2024, 5, 25),
        decides=True,
    )
    movement = draft_movement(owner=world.units["UH"], setting=setting, by=world.officer)
    launch_movement(movement_id=movement.pk, launched_on=date(2024, 5, 2), number="18/KH-LĐLĐ", by=world.officer)
    rows = [Row("Công trình chào mừng", "Gắn biển một công trình", "công trình", "1")]
    for code in ("UH-02", "UH-04", "UH-05", "UH-06"):
        register(
            movement_id=movement.pk,
            unit=world.units[code],
            aim="Bằng khen của Liên đoàn Lao động thành phố",
            rows=rows,
            seen=0,
            by=chairs[code],
        )
    return movement.reference


def _cluster(world: GuideWorld) -> Cluster:
    roles = [SeatRole.LEAD, SeatRole.DEPUTY, *[SeatRole.MEMBER] * (len(MEMBERS) - 2)]
    founding = Founding(
        owner=world.units["UH"],
        year=2024,
        name="Cụm thi đua số 1",
        places=[Place(world.units[code], role) for code, role in zip(MEMBERS, roles, strict=True)],
        on=date(2024, 1, 1),
    )
    cluster = form_cluster(founding=founding, by=world.officer).cluster
    choose_indicators(cluster_id=cluster.pk, codes=["ORG18", "ORG21", "WEL01", "WEL02"], by=world.officer)
    return cluster


def _covenant(world: GuideWorld, cluster: Cluster, chairs: Mapping[str, User]) -> str:
    by = world.officer
    general = General("Giao ước thi đua năm 2024", "Căn cứ chương trình công tác năm của Liên đoàn Lao động huyện.")
    covenant = draft_covenant(cluster=cluster, general=general, by=by)
    measured = catalogue().by_code
    promised = Promise("Mỗi đơn vị có ít nhất hai sáng kiến được công nhận")
    for title, code in zip(ARTICLES, ("ORG21", "WEL01", ""), strict=True):
        article = add_article(covenant_id=covenant.pk, words=ArticleWords(title), by=by)
        plan = Promise("Hoàn thành chỉ tiêu được giao", Measure.PLAN, measured.get(code), target=10_000)
        add_clause(article_id=article.pk, promise=plan if code else promised, by=by)
    ask_comments(covenant_id=covenant.pk, until=date(2024, 5, 31), by=by)
    covenant.refresh_from_db()
    for code in MEMBERS:
        unit, chair = world.units[code], chairs[code]
        give_opinion(covenant_id=covenant.pk, unit=unit, agrees=True, seen=covenant.revision, by=chair)
    state_agreed(covenant_id=covenant.pk, by=by)
    begin_signing(covenant_id=covenant.pk, by=by)
    return covenant.reference


def _draft(world: GuideWorld) -> str:
    table = scheme_from(TABLE)
    name = "Bảng điểm thi đua năm 2025"
    return found_scheme(owner=world.units["UH"], name=name, year=2025, table=table, by=world.officer).reference


def _round(world: GuideWorld, cluster: Cluster, table: SchemeVersion, chairs: Mapping[str, User]) -> str:
    """The round of the first half-year, in which the lead has begun to score itself."""
    found = _opened(world, cluster, table, "2024-H1", "Chấm điểm 6 tháng đầu năm 2024")
    card = Card.objects.get(round=found, unit__code="UH-01")
    for given in (
        Given(Stage.SELF, 0, 8_000, None, "Một đoàn viên kết nạp ngày 15/5, chưa có trong báo cáo"),
        Given(Stage.SELF, 2, 28_000, None),
    ):
        give_point(card_id=card.pk, given=given, in_name_of=card.unit_id, by=chairs["UH-01"])
    attach_evidence(card_id=card.pk, position=0, upload=upload(), caption="Quyết định kết nạp", by=chairs["UH-01"])
    return found.reference


def _ranking(world: GuideWorld, cluster: Cluster, table: SchemeVersion, leader: User) -> str:
    """The round of the first quarter, settled, with the ranking that the conference looks at."""
    found = _opened(world, cluster, table, "2024-Q1", "Chấm điểm quý I năm 2024")
    for to in (RoundState.RECHECK, RoundState.FROZEN):
        go_on(round_id=found.pk, to=to, by=world.officer)
    for code, points in JOINT.items():
        card = Card.objects.get(round=found, unit__code=code)
        for position, point in ((2, points), (3, 30 - points % 3 * 2)):
            given = Given(Stage.FINAL, position, point * 1000, None, reason="Hội nghị thống nhất")
            give_point(card_id=card.pk, given=given, in_name_of=world.units["UH"].pk, by=leader)
    go_on(round_id=found.pk, to=RoundState.FINAL, by=leader)
    draw_up(round_id=found.pk, by=world.officer)
    return found.reference


def _opened(world: GuideWorld, cluster: Cluster, table: SchemeVersion, period: str, name: str) -> Round:
    opening = Opening(world.units["UH"], table, Period.objects.get(code=period), name, cluster=cluster)
    return open_round(opening=opening, by=world.officer)


def _voting(world: GuideWorld, chairs: Mapping[str, User]) -> World:
    """The same people as the world of the ballots knows them."""
    return World(
        units=world.units,
        chair=world.chair,
        deputy=chairs["UH-04"],
        officer=world.officer,
        city=world.officer,
        administrator=world.administrator,
        inspector=world.inspector,
        report=world.report("UH-01"),
    )
