"""What every change of a covenant begins with: the lock, the state, the words that its editor saw."""

from __future__ import annotations

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from thidua.emulation.covenants.errors import NotInState, WordsChanged
from thidua.emulation.covenants.models import Article, Clause, Covenant
from thidua.emulation.covenants.rules import CovenantState

# Words may be changed while they are written and while members comment on them.
WRITABLE = (CovenantState.DRAFT, CovenantState.COMMENTING)


def lock(covenant_id: int, *states: CovenantState) -> Covenant:
    """A covenant, locked for a change. Raises NotInState unless it is in one of `states`."""
    found = Covenant.objects.select_for_update(of=("self",)).select_related("cluster__owner", "scheme", "amends")
    covenant = found.get(pk=covenant_id)
    if covenant.state not in states:
        raise NotInState(
            _("Giao ước đang ở bước «%(state)s» nên không làm được việc này. Hãy mở lại trang để xem bước hiện tại.")
            % {"state": covenant.get_state_display()}
        )
    return covenant


def lock_words(covenant_id: int) -> Covenant:
    """A covenant whose words are to be changed. Raises NotInState.

    While members comment, their agreement was to other words: it does not outlive the change.
    """
    covenant = lock(covenant_id, *WRITABLE)
    covenant.opinions.all().delete()
    covenant.revision += 1
    covenant.save(update_fields=["revision"])
    return covenant


def require_seen(seen: str, stands: str) -> None:
    """Raise WordsChanged where an editor saw other words than those that stand."""
    if seen != stands:
        raise WordsChanged(
            _("Nội dung này vừa được người khác sửa. Chữ bạn gõ còn nguyên; hãy xem bản mới rồi lưu lại.")
        )


def next_order(rows: QuerySet[Article] | QuerySet[Clause]) -> int:
    """The place after the last one."""
    return int(rows.aggregate(last=Max("order"))["last"] or 0) + 1
