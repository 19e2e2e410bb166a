"""What a worker does with a large round: cards laid out and computed in batches, with progress for who waits."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.rules import Work
from thidua.people.models import User

from .computing import compute_cards, compute_now, refuse_frozen
from .opening import lay_out_cards
from .telling import tell_opened, tell_worked

LONGEST_TROUBLE = 500


def work_on(*, round_id: int, user_id: int) -> None:
    """Lay out what is missing and compute all cards of a round; done again it does the same. Says why it cannot."""
    by = User.objects.get(pk=user_id)
    try:
        _work(round_id, by)
    except DomainError as error:
        _give_up(round_id, error.sentence)
    except Exception:
        _give_up(round_id, _("Có lỗi ở máy chủ nên chưa tính xong. Hãy thử lại hoặc báo người quản trị kỹ thuật."))
        raise


@transaction.atomic
def _work(round_id: int, by: User) -> None:
    """All or nothing; how far it is goes out through a connection of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [AT_WORK, round_id])
    round_ = Round.objects.select_related("owner", "cluster").get(pk=round_id)
    if round_.work == Work.NONE:
        return
    opening = round_.work == Work.OPENING
    if opening:
        lay_out_cards(round_)
    else:
        refuse_frozen(round_)
    beside = connection.copy()
    try:

        def tell(done: int) -> None:
            with beside.cursor() as cursor:
                cursor.execute("UPDATE scorecards_round SET work_done = %s WHERE id = %s", [done, round_id])

        done = compute_cards(round_, tell=tell)
    finally:
        beside.close()
    round_.computed_at, round_.work, round_.trouble = clock.now(), Work.NONE, ""
    round_.save(update_fields=["computed_at", "work", "trouble"])
    record("round.computed", by=by, about=round_, unit=round_.owner_id, cards=done)
    if opening:
        tell_opened(round_, by=by)
    tell_worked(round_, user_id=by.pk)


AT_WORK = 7_031_006
"""Any constant will do; with the id of a round it lets one worker at a time be busy with it."""


def _give_up(round_id: int, sentence: str) -> None:
    """Say why the round could not be computed; opening leaves it to be tried again by computing."""
    Round.objects.filter(pk=round_id).update(work=Work.NONE, trouble=sentence[:LONGEST_TROUBLE])


def compute_changed(round_: Round) -> int:
    """Compute a small round anew because figures were accepted; the answer is how many cards."""
    with transaction.atomic():
        locked = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
        refuse_frozen(locked)
        return compute_now(locked)
