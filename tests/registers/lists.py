"""Lists of members in tests: judged and written as the shared engine does, and all that undoing has to put back."""

from __future__ import annotations

from collections.abc import Mapping

from thidua.exchange.kinds import Judged, Line, Made
from thidua.exchange.rules import WRITTEN
from thidua.people.models import Person, User
from thidua.registers.members.importing import MEMBERS
from thidua.registers.members.models import Member, Membership


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""


def judged(user: User, *rows: Mapping[str, str], **options: str) -> list[Judged]:
    lines = [Line(number, row) for number, row in enumerate(rows, start=2)]
    return list(MEMBERS.judge(lines, user, options, silent))


def written(user: User, *rows: Mapping[str, str], **options: str) -> list[Made]:
    chosen = [one for one in judged(user, *rows, **options) if one.verdict in WRITTEN]
    MEMBERS.lock(options)
    return list(MEMBERS.commit(chosen, user, options, silent))


def verdicts(user: User, *rows: Mapping[str, str], **options: str) -> list[str]:
    return [str(one.verdict) for one in judged(user, *rows, **options)]


def everything() -> list[list[tuple[object, ...]]]:
    """All that undoing has to put back."""
    return [
        list(Person.objects.order_by("pk").values_list("pk", "full_name", "search", "sort_key")),
        [
            (*row[:-1], bytes(row[-1]) if row[-1] else None)
            for row in Member.objects.order_by("pk").values_list(
                "pk",
                "birth_date",
                "sex",
                "identity_sealed",
                "identity_tail",
                "phone_sealed",
                "card_number",
                "occupation",
                "version",
                "identity_digest",
            )
        ],
        list(
            Membership.objects.order_by("pk").values_list(
                "pk", "member", "unit", "during", "began", "ended", "ended_by", "recorded_by", "recorded_at"
            )
        ),
    ]
