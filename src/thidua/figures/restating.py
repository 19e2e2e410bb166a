"""The past in today's tree, kept fresh, and in the tree of any other day, on request."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.indicators.models import Period
from thidua.people.models import User

from .locks import hold_fold
from .models import PeriodUnit, RestatedUnit, Restatement, RestatementMark
from .restated import Restating, by_year

MARKS_AT_ONCE = 20_000
KEPT_FOR = timedelta(days=30)
"""How long the tree of another day is kept after somebody asked for it."""
MOST_DAYS, MOST_IN_HAND = 12, 3
"""How many other days are kept, and how many may wait to be computed: each takes the fold for seconds."""
NOTED_EVERY = timedelta(days=1)


class TooManyDays(DomainError):
    """The trees of several days are being computed already."""


def current() -> Restatement | None:
    """Today's tree when the past may be read in it; None when it would read as it was. One statement."""
    changed = Exists(RestatedUnit.objects.filter(restatement=OuterRef("pk")))
    return Restatement.objects.filter(changed, today=True, ready_at__isnull=False).first()


def is_behind() -> bool:
    """Whether the tree has just changed, so that today's is being computed anew. One statement."""
    return Restatement.objects.filter(today=True, ready_at=None).exists()


@transaction.atomic
def ask_for(on: date, by: User | None) -> Restatement:
    """The restatement of a day, today's or an earlier one; it is computed in the background where it is not there.

    Nothing is recorded: whoever asks changes nothing. Raises TooManyDays while several others are being computed.
    """
    from .tasks import compute_restatement

    if on >= clock.today() and (today := Restatement.objects.filter(today=True).first()):
        return today
    others = Restatement.objects.filter(today=False).exclude(on=on)
    if others.filter(ready_at=None).count() >= MOST_IN_HAND and not Restatement.objects.filter(on=on).exists():
        raise TooManyDays(
            _("Máy đang tính số liệu theo cây của các ngày khác. Hãy thử lại sau ít phút, hoặc xem theo cây hiện nay.")
        )
    asked, new = Restatement.objects.get_or_create(
        on=on, today=on >= clock.today(), defaults={"asked_by": by, "asked_at": clock.now()}
    )
    if new:
        compute_restatement.defer(restatement_id=asked.pk)
    elif asked.asked_at < clock.now() - NOTED_EVERY:
        # Whoever computes it holds the row for as long as that takes; a reader does not wait to be noted.
        free = Restatement.objects.select_for_update(skip_locked=True).filter(pk=asked.pk)
        Restatement.objects.filter(pk__in=free.values("pk")).update(asked_at=clock.now())
    return asked


@transaction.atomic
def refresh_current() -> None:
    """Bring today's restatement, and those of other days, up to the tree and the successions that there are now.

    Cheap when nothing has changed. Restatements that nobody has asked for lately go.
    """
    hold_fold()
    _forget_old_days()
    Restatement.objects.get_or_create(today=True, defaults={"on": clock.today(), "asked_at": clock.now()})
    for restatement in Restatement.objects.select_for_update().order_by("-today", "on"):
        _compute(restatement)


def _forget_old_days() -> None:
    """Keep the other days that were asked for last."""
    others = Restatement.objects.filter(today=False)
    others.filter(asked_at__lt=clock.now() - KEPT_FOR).delete()
    kept = others.order_by("-asked_at").values_list("pk", flat=True)[:MOST_DAYS]
    others.exclude(pk__in=list(kept)).delete()


@transaction.atomic
def compute(restatement_id: int) -> None:
    """Compute one restatement; harmless when it is there, or gone."""
    hold_fold()
    _forget_old_days()
    restatement = Restatement.objects.select_for_update().filter(pk=restatement_id).first()
    if restatement is not None:
        _compute(restatement)


def _compute(restatement: Restatement, *, anew: bool = False) -> None:
    if restatement.today:
        restatement.on = clock.today()
    run = Restating(restatement)
    changed = run.plant()
    followed = run.followed
    if anew or changed or restatement.ready_at is None or restatement.followed != followed:
        run.restate(with_trees())
        restatement.ready_at = clock.now()
        restatement.followed = followed
    restatement.save()


@transaction.atomic
def refresh_stale() -> int:
    """Bring restated values up to ordinary totals that were folded since; the answer is how many marks were read."""
    if not RestatementMark.objects.exists():
        return 0
    hold_fold()
    marks = list(RestatementMark.objects.order_by("pk").values_list("pk", "period_id", "unit_id")[:MARKS_AT_ONCE])
    marked: dict[int, set[int | None]] = {}
    for _pk, period, unit in marks:
        marked.setdefault(period, set()).add(unit)
    periods = list(Period.objects.filter(pk__in=marked).order_by("starts"))
    for restatement in Restatement.objects.filter(ready_at__isnull=False):
        _refresh(Restating(restatement), periods, marked)
    RestatementMark.objects.filter(pk__in=[pk for pk, *_ in marks]).delete()
    return len(marks)


@transaction.atomic
def restate_anew() -> None:
    """Compute everything that is restated once more, whether it seems to be fresh or not."""
    hold_fold()
    for restatement in Restatement.objects.select_for_update().filter(ready_at__isnull=False):
        _compute(restatement, anew=True)


def _refresh(run: Restating, periods: list[Period], marked: dict[int, set[int | None]]) -> None:
    for bases in by_year(periods):
        whole = [period for period in bases if None in marked[period.pk]]
        run.restate(whole)
        units: set[int] = set()
        for period in bases:
            if period not in whole and run.touches(period):
                units |= run.refold(period, [unit for unit in marked[period.pk] if unit is not None])
        if units:
            run.derive(bases, units)


def with_trees() -> list[Period]:
    """Base periods that have a tree of their own, oldest first."""
    frozen = Exists(PeriodUnit.objects.filter(period=OuterRef("pk")))
    return list(Period.objects.filter(frozen).order_by("starts", "ends"))
