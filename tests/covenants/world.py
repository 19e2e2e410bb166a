"""A cluster of four districts, as in the covenants that were published, and the people who take part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.core import clock
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.covenants.models import Article, Covenant, Signature
from thidua.emulation.covenants.rules import Comparator, Measure, Method
from thidua.emulation.covenants.services.agreeing import ask_comments, give_opinion, state_agreed
from thidua.emulation.covenants.services.signing import Hand, begin_signing, sign, witness
from thidua.emulation.covenants.services.writing import (
    ArticleWords,
    General,
    Promise,
    add_article,
    add_clause,
    add_entry,
    draft_covenant,
)
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.people.models import User

TODAY = date(2024, 5, 18)
MEMBERS = ("district_a", "district_b", "district_c", "district_d")
LEAD, DEPUTY = MEMBERS[:2]
DRAWING = "M10 100L60 40L110 150L160 60L210 120L260 90M300 40L360 120"
# The eight articles of a published covenant, shortened.
ARTICLES = (
    "Hoàn thành mục tiêu, chỉ tiêu nghị quyết đại hội công đoàn các cấp",
    "Quán triệt nghị quyết, thực hiện 6 chương trình công tác",
    "Phục hồi sản xuất; chương trình 1 triệu sáng kiến",
    "Đại diện, chăm lo, bảo vệ; thỏa ước lao động tập thể, đối thoại",
    "Chăm lo việc làm, đời sống người lao động",
    "Phong trào Lao động giỏi, Lao động sáng tạo; Giỏi việc nước, đảm việc nhà",
    "Sáng kiến, cải tiến kỹ thuật; cải cách hành chính",
    "Phát triển đoàn viên, thành lập công đoàn cơ sở",
)


@dataclass(frozen=True)
class World:
    """The cluster, its units by name, and people by what they are."""

    units: Mapping[str, Unit]
    cluster: Cluster
    people: Mapping[str, User]


def made() -> World:
    """The world of these tests; the caller has pinned the day."""
    reports.forms()
    paths = [f"confederation > city > {name}" for name in (*MEMBERS, "district_x", "district_y")]
    units = tree(*paths, "confederation > city > district_a > school")
    cluster = clustered(units, "Cụm thi đua số 2", MEMBERS)
    clustered(units, "Cụm thi đua số 8", ("district_x", "district_y"))
    city = units["city"]
    known = {
        "owner's officer": people.officer(city),
        "owner's leader": people.leader(city),
        "inspector": people.inspector(city),
        "administrator": people.administrator(city),
        "other cluster's leader": people.leader(units["district_x"]),
        "school's chair": people.chair(units["school"]),
    }
    for name in MEMBERS:
        known[f"{name} officer"] = people.officer(units[name])
        known[f"{name} leader"] = people.leader(units[name])
    return World(units, cluster, known)


def clustered(units: Mapping[str, Unit], name: str, members: tuple[str, ...]) -> Cluster:
    """A cluster of the city; the first member leads, the second is deputy."""
    cluster = Cluster.objects.create(
        reference=f"cum-{members[0]}-{len(members)}",
        owner=units["city"],
        year=2024,
        name=name,
        made_by=people.officer(units["city"]),
        made_at=clock.now(),
    )
    for place, member in enumerate(members):
        role = [SeatRole.LEAD, SeatRole.DEPUTY][place] if place < 2 else SeatRole.MEMBER
        Seat.objects.create(
            cluster=cluster, unit=units[member], role=role, during=DateRange(date(2024, 1, 1), date(2025, 1, 1))
        )
    return cluster


def drafted(world: World, articles: tuple[str, ...] = ARTICLES) -> Covenant:
    """A draft of the lead: eight articles, a common promise, own promises, a promise in words, a date."""
    by = world.people["district_a officer"]
    general = General("Giao ước thi đua năm 2024", "Căn cứ kế hoạch thi đua của LĐLĐ thành phố.")
    covenant = draft_covenant(cluster=world.cluster, general=general, by=by)
    made = [add_article(covenant_id=covenant.pk, words=ArticleWords(title, "Nội dung."), by=by) for title in articles]
    own = {world.units[name].pk: 40 + at for at, name in enumerate(MEMBERS)}
    admitted, contracts = catalogue().by_code["ORG21"], catalogue().by_code["ORG24"]
    for article, promise in (
        (
            made[0],
            Promise(
                "Hoàn thành 100% chỉ tiêu được giao về phát triển đoàn viên", Measure.PLAN, admitted, target=10_000
            ),
        ),
        (made[-1], Promise("Kết nạp đoàn viên mới", Measure.VALUE, admitted, own=own, per_member=True)),
        (made[-1], Promise("Giữ số đoàn viên giảm", Measure.VALUE, contracts, Comparator.AT_MOST, target=5)),
        (made[1 % len(made)], Promise("Tổ chức học tập nghị quyết đến 100% công đoàn cơ sở")),
    ):
        add_clause(article_id=article.pk, promise=promise, by=by)
    add_entry(covenant_id=covenant.pk, on=date(2024, 7, 15), text="Sơ kết sáu tháng", by=by)
    return fresh(covenant)


def commenting(world: World) -> Covenant:
    """A draft that members comment on."""
    covenant = drafted(world)
    ask_comments(covenant_id=covenant.pk, until=date(2024, 5, 31), by=world.people["district_a officer"])
    return fresh(covenant)


def agreed(world: World) -> Covenant:
    """A covenant to which every member has said yes."""
    covenant = commenting(world)
    for name in MEMBERS:
        say(world, covenant, name)
    state_agreed(covenant_id=covenant.pk, by=world.people["district_a officer"])
    return fresh(covenant)


def say(world: World, covenant: Covenant, name: str, *, agrees: bool = True) -> None:
    """A member agrees or objects."""
    give_opinion(
        covenant_id=covenant.pk,
        unit=world.units[name],
        agrees=agrees,
        reason="" if agrees else "Chỉ tiêu cao",
        seen=covenant.revision,
        by=world.people[f"{name} officer"],
    )


def signing(world: World) -> Covenant:
    """A covenant whose words are frozen, signed by nobody yet."""
    covenant = agreed(world)
    begin_signing(covenant_id=covenant.pk, by=world.people["district_a officer"])
    return fresh(covenant)


def hand(covenant: Covenant, **other: object) -> Hand:
    """How somebody signs who has read the words."""
    return Hand(**{"method": Method.DRAWN, "seen": covenant.digest, "post": "Chủ tịch", "drawing": DRAWING} | other)


def signed_by(world: World, covenant: Covenant, *names: str) -> list[Signature]:
    """The leaders of some members sign."""
    return [
        sign(
            covenant_id=covenant.pk,
            unit=world.units[name],
            hand=hand(covenant),
            by=world.people[f"{name} leader"],
        )
        for name in names
    ]


def signed(world: World) -> Covenant:
    """A covenant that every member has signed and nobody has witnessed."""
    covenant = signing(world)
    signed_by(world, covenant, *MEMBERS)
    return fresh(covenant)


def in_force(world: World) -> Covenant:
    """A covenant in force."""
    covenant = signed(world)
    witnessed(world, covenant)
    return fresh(covenant)


def witnessed(world: World, covenant: Covenant) -> None:
    """The owner's leader witnesses."""
    witness(
        covenant_id=covenant.pk,
        hand=hand(covenant),
        verify=lambda code: f"https://thidua.example/xac-thuc/{code}/",
        by=world.people["owner's leader"],
    )


def fresh(covenant: Covenant) -> Covenant:
    """The covenant as it stands."""
    return Covenant.objects.select_related("cluster__owner", "scheme", "amends").get(pk=covenant.pk)


def article_of(covenant: Covenant, place: int = 0) -> Article:
    """An article by its place."""
    return covenant.articles.order_by("order")[place]
