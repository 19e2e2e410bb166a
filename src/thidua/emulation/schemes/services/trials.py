"""Trials of more units than a page scores at once: asked for, made by a worker, readable for some days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.core import clock
from thidua.emulation.schemes.models import Scheme, TrialRun
from thidua.emulation.schemes.trying import PASSES, Compared, Outcome, Trial, tried
from thidua.indicators.models import Period
from thidua.notices.services import notify
from thidua.people.models import User
from thidua.scoring.format import scheme_from, scheme_to
from thidua.scoring.scheme import Scheme as PointTable

from .publishing import digest_of

TRY = "schemes.try"
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is tried: two tables over units and a period; `by_hand_full` as `trying.tried` has it."""

    old: PointTable
    new: PointTable
    unit_ids: Sequence[int]
    period: str
    by_hand_full: bool

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "old": scheme_to(self.old),
            "new": scheme_to(self.new),
            "units": list(self.unit_ids),
            "period": self.period,
            "full": self.by_hand_full,
        }

    @classmethod
    def of(cls, data: dict[str, Any]) -> Asked:
        """What `as_data` gave."""
        return cls(scheme_from(data["old"]), scheme_from(data["new"]), data["units"], data["period"], data["full"])


def run_of(scheme: Scheme, asked: Asked, by: User) -> TrialRun | None:
    """The trial that a person asked for with the same choices, if it is not forgotten yet."""
    return TrialRun.objects.filter(scheme=scheme, by=by, key=digest_of(asked.as_data())).first()


@transaction.atomic
def ask_trial(*, scheme: Scheme, asked: Asked, address: str, by: User) -> TrialRun:
    """Have a worker make a trial, or make it anew; one that is being made goes on. `address` shows what came out."""
    data = asked.as_data()
    begun = {"at": clock.now(), "asked": data, "address": address, "total": PASSES * len(asked.unit_ids)}
    run, made = TrialRun.objects.select_for_update().get_or_create(
        scheme=scheme, by=by, key=digest_of(data), defaults=begun
    )
    if made or not run.working:
        run.at, run.done, run.finished_at, run.result, run.trouble = clock.now(), 0, None, None, ""
        run.address = address
        run.save()
        app.configure_task(TRY).defer(run_id=run.pk)
    return run


def make_trial(*, run_id: int) -> None:
    """Make a trial that was asked for and tell who asked; done again it does the same. Says why it cannot."""
    run = TrialRun.objects.select_related("scheme").filter(pk=run_id).first()
    if run is None or not run.working:
        return
    try:
        asked = Asked.of(run.asked)
        period = Period.objects.get(code=asked.period)

        def tell(done: int) -> None:
            TrialRun.objects.filter(pk=run_id).update(done=done)

        found = tried(asked.old, asked.new, asked.unit_ids, period, by_hand_full=asked.by_hand_full, tell=tell)
    except Exception:
        sentence = _("Có lỗi ở máy chủ nên chưa chấm thử xong. Hãy thử lại hoặc báo người quản trị kỹ thuật.")
        TrialRun.objects.filter(pk=run_id).update(finished_at=clock.now(), trouble=sentence)
        raise
    result = None if found is None else stored(found)
    TrialRun.objects.filter(pk=run_id).update(finished_at=clock.now(), result=result, done=run.total)
    key = f"trial.done:{run.pk}:{run.at.isoformat()}"
    notify(users=[run.by_id], kind="trial.done", link=run.address, key=key, scheme=run.scheme.name)


def forget_old_trials() -> None:
    """Forget what was asked for so long ago that nobody will look for it again."""
    TrialRun.objects.filter(at__lt=clock.now() - KEPT).delete()


def stored(trial: Trial) -> dict[str, Any]:
    """A trial for JSON; `from_stored` gives it back."""
    return {
        "rows": [
            [row.code, row.name, _stored_outcome(row.before), _stored_outcome(row.after), row.why] for row in trial.rows
        ],
        "classes": [list(line) for line in trial.classes],
    }


def from_stored(data: dict[str, Any]) -> Trial:
    """The trial that was stored."""
    rows = tuple(
        Compared(code, name, _outcome(before), _outcome(after), why) for code, name, before, after, why in data["rows"]
    )
    return Trial(rows, tuple((label, before, after) for label, before, after in data["classes"]))


def _stored_outcome(one: Outcome) -> list[Any]:
    return [str(one.total), one.label, one.place]


def _outcome(data: list[Any]) -> Outcome:
    total, label, place = data
    return Outcome(Decimal(total), label, place)
