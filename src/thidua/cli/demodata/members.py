"""The members of some grassroots unions of the demonstration, all of them fictitious.

They come and go as their unions report: the register agrees with the reports, but for a few unions that lag behind.
Identity numbers begin with a province that there is not, telephone numbers with a prefix that nobody has any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from thidua.cli.demodata.files import document
from thidua.cli.demodata.reports import CHAIR_UNION, OPEN, recent_story
from thidua.cli.demodata.stories import number
from thidua.cli.demodata.units import Union, unions
from thidua.core.periods import Frequency, Span, parse
from thidua.exchange.kinds import Line
from thidua.exchange.rules import WRITTEN
from thidua.people.models import User
from thidua.registers.members.importing import MEMBERS

UPPER = "HN-UH"
MOST, LARGEST = 2_200, 420
BEFORE = parse("2023-M12")
# Unions whose register lacks some of those whom they report.
LAGGING = {"HN-UH-10": 3, "HN-UH-17": 1, "HN-UH-20": 5}
# fmt: off
_MEN = (
    "Anh", "Bình", "Cường", "Dũng", "Đạt", "Đức", "Hải", "Hiếu", "Hòa", "Hùng", "Huy", "Hưng", "Khánh", "Kiên",
    "Lâm", "Long", "Mạnh", "Nam", "Phong", "Quân", "Quang", "Sơn", "Thành", "Thắng", "Tiến", "Toàn", "Trung", "Tuấn",
    "Tú", "Việt",
)
# fmt: on
_WOMEN_MIDDLE, _MEN_MIDDLE = ("Thị", "Thị", "Thu", "Ngọc", "Thanh", "Hồng"), ("Văn", "Văn", "Quang", "Đức", "Minh")
_WORK = {
    "Giáo dục": ("Giáo viên", "Giáo viên", "Giáo viên", "Nhân viên thư viện", "Nhân viên y tế", "Kế toán"),
    "Y tế": ("Điều dưỡng", "Y sĩ", "Bác sĩ", "Dược sĩ", "Hộ sinh"),
    "Hành chính": ("Công chức", "Viên chức", "Văn thư", "Kế toán"),
    "Doanh nghiệp": ("Công nhân", "Công nhân", "Công nhân", "Kỹ thuật viên", "Nhân viên kho", "Kế toán"),
}
_REASONS = ("Thôi việc",) * 7 + ("Nghỉ hưu", "Nghỉ hưu", "Chuyển đi nơi khác")


@dataclass(slots=True)
class _Person:
    woman: bool
    texts: dict[str, str]
    joined: date
    left: date | None = None


@dataclass(slots=True)
class _Union:
    """A union as its register grows."""

    union: Union
    rng: Random
    people: list[_Person] = field(default_factory=list)

    def join(self, count: int, women: int, first: date, last: date) -> None:
        """Let people come between two days."""
        days = (last - first).days
        for index in range(count):
            joined = first + timedelta(days=self.rng.randint(0, days))
            self.people.append(_person(self.rng, self.union, joined, woman=index < women))

    def leave(self, count: int, *, women: bool, first: date, last: date) -> None:
        """Let people go between two days, who came before the first."""
        there = [one for one in self.people if one.left is None and one.woman == women and one.joined < first]
        for one in self.rng.sample(there, min(count, len(there))):
            one.left = first + timedelta(days=self.rng.randint(0, (last - first).days))
            one.texts |= {"left_on": f"{one.left:%d/%m/%Y}", "reason": self.rng.choice(_REASONS)}


def register_members(by: User) -> int:
    """Write the members through the door that lists come in by; the answer is how many."""
    rows = [texts for union in _chosen() for texts in _members_of(union)]
    lines = [Line(row, texts) for row, texts in enumerate(rows, start=2)]
    judged = MEMBERS.judge(lines, by, {}, _silent)
    MEMBERS.lock({})
    return len(MEMBERS.commit([one for one in judged if one.verdict in WRITTEN], by, {}, _silent))


def _silent(_done: int, _total: int) -> None:
    """Nobody watches the demonstration being built."""


def _chosen() -> Iterator[Union]:
    """The chair's union, then others of the district while they are not too many."""
    total = 0
    for union in sorted((one for one in unions() if one.upper == UPPER), key=lambda one: one.code != CHAIR_UNION):
        size = union.workers
        if size <= LARGEST and total + size <= MOST:
            total += size
            yield union


def _members_of(union: Union) -> Iterator[dict[str, str]]:
    """Everybody whom a union's reports tell of, and who joined in the month that is still open."""
    told = recent_story(union)
    story = _Union(union, Random(f"{union.code} members"))
    start = told[BEFORE]
    members, women = int(number(start["ORG18"])), int(number(start["ORG19"]))
    story.join(members, women, date(2008, 1, 1), BEFORE.ends)
    for month in [
        span for span in told if span.frequency == Frequency.MONTH and BEFORE.ends < span.starts < OPEN.starts
    ]:
        now = int(number(told[month]["ORG19"]))
        _live(story, month, int(number(told[month]["ORG21"])), int(number(told[month]["ORG23"])), now - women)
        women = now
    forgotten = LAGGING.get(union.code, 0)
    return (one.texts for one in story.people[forgotten:])


def _live(story: _Union, month: Span, admitted: int, lost: int, more_women: int) -> None:
    """Let people come and go over a month so that there are so many more women after it."""
    women_in = min(admitted, max(more_women, round(admitted * story.union.women), 0))
    women_out = min(lost, max(women_in - more_women, 0))
    women_in = min(admitted, max(0, more_women + women_out))
    story.leave(women_out, women=True, first=month.starts, last=month.ends)
    story.leave(lost - women_out, women=False, first=month.starts, last=month.ends)
    story.join(admitted, women_in, month.starts, month.ends)


def _person(rng: Random, union: Union, joined: date, *, woman: bool) -> _Person:
    names = document("names.json")
    middle = rng.choice(_WOMEN_MIDDLE if woman else _MEN_MIDDLE)
    given = rng.choice(sorted({*names["given"]} - {*_MEN}) if woman else _MEN)
    born = joined - timedelta(days=rng.randint(19 * 366, 38 * 365))
    digits = f"000{int(woman) + (2 if born.year >= 2000 else 0)}{born:%y}{rng.randrange(1_000_000):06}"
    texts = {
        "full_name": f"{rng.choice(names['surnames'])} {middle} {given}",
        "birth_date": f"{born:%d/%m/%Y}",
        "sex": "Nữ" if woman else "Nam",
        "identity": digits,
        "unit": union.code,
        "joined": f"{joined:%d/%m/%Y}",
        "card_number": f"{rng.randrange(10_000_000):07}",
        "phone": f"0120{rng.randrange(10_000_000):07}",
        "occupation": rng.choice(_WORK[union.bloc]),
    }
    return _Person(woman, texts, joined)
