"""Who holds which post at a unit."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core.text import clean_line
from thidua.org.errors import PostHeldAlready
from thidua.org.models import Post, Unit
from thidua.org.rules import PostRole
from thidua.people.models import Person, User


@transaction.atomic
def appoint(
    *,
    person: Person,
    unit: Unit,
    role: PostRole,
    title: str,
    during: tuple[date, date | None],
    by: User | None,
) -> Post:
    """Give a person a post over the days ``[first, first day after)``; None: until further notice.

    Raises PostHeldAlready when the person holds the same role there on some of these days.
    """
    days = DateRange(*during)
    # The unit's row is the lock: two appointments at one unit wait for each other.
    Unit.objects.select_for_update().get(pk=unit.pk)
    if Post.objects.filter(person=person, unit=unit, role=role, during__overlap=days).exists():
        raise PostHeldAlready(
            _("%(person)s đã giữ chức vụ này trong thời gian đó. Hãy kết thúc nhiệm kỳ cũ trước.") % {"person": person}
        )
    post = Post.objects.create(person=person, unit=unit, role=role, title=clean_line(title, most=120), during=days)
    record("person.appointed", by=by, about=unit, unit=unit, role=str(role), personal={"person": str(person)})
    return post
