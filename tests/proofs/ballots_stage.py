"""Sets a stage for a secret ballot in a data folder: it is open, and everybody on the roll is signed in.

Run as a program with `THIDUA_DATA` set. With a number of voters it prints what they need as JSON; with `count` and what
it had printed of the ballot, it closes, counts, and prints every opened vote by its code.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from thidua.cli.session import database

if TYPE_CHECKING:
    from thidua.people.models import User


def opened(voters: int) -> dict[str, Any]:
    """Open a ballot for so many voters; of each the session, two slips and the code on the first."""
    from django.urls import reverse

    from tests.factories.tree import tree
    from tests.proofs.stage import signed_in
    from tests.voting.ballots import held
    from thidua.voting.rules import printed_code
    from thidua.voting.services.casting import new_slip

    made = held(tree("city > district")["district"], voters=_accounts(voters))
    told = []
    for voter in made.voters:
        slip, second = new_slip(made.ballot, voter), new_slip(made.ballot, voter)
        told.append([signed_in(voter), slip.signed, printed_code(slip.code), second.signed])
    return {
        "address": reverse("ballot-vote", args=[made.ballot.reference]),
        "ballot": made.pk,
        "shares": made.two,
        "committee": [member.pk for member in made.committee],
        "voters": told,
    }


def counted(ballot: int, shares: list[str], committee: list[int]) -> dict[str, list[Any]]:
    """Close and count; the votes by their codes as the page prints them."""
    from thidua.people.models import User
    from thidua.voting.models import Ballot
    from thidua.voting.queries import opened_list
    from thidua.voting.rules import Act, printed_code
    from thidua.voting.services.counting import count_ballot
    from thidua.voting.services.keys import turn_key

    members = list(User.objects.filter(pk__in=committee))
    for member in members[:2]:
        turn_key(ballot_id=ballot, act=Act.CLOSE, by=member)
    count_ballot(ballot_id=ballot, shares=shares, by=members[0])
    return {printed_code(one.code): one.votes for one in opened_list(Ballot.objects.get(pk=ballot))}


def _accounts(count: int) -> list[User]:
    """So many accounts at once; nobody signs in to them by a password."""
    from thidua.core.text import fold, sort_key
    from thidua.people.models import Person, User

    names = [f"Cử tri {number:04}" for number in range(count)]
    people = Person.objects.bulk_create(
        Person(full_name=name, search=fold(name), sort_key=sort_key(name)) for name in names
    )
    return User.objects.bulk_create(
        User(username=f"cu.tri.{number:04}", person=person, password="!") for number, person in enumerate(people)
    )


if __name__ == "__main__":
    with database():
        if sys.argv[1] == "count":
            known = json.loads(sys.stdin.read())
            answer = counted(known["ballot"], known["shares"], known["committee"])
        else:
            answer = opened(int(sys.argv[1]))
        sys.stdout.write(json.dumps(answer))
