"""Who holds which post at a unit."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.org.errors import BadTerm, PostHeldAlready
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

    Raises BadTerm when it would end before it begins, PostHeldAlready when the person holds the same role there
    on some of these days.
    """
    days = _term(*during)
    # The unit's row is the lock: two appointments at one unit wait for each other.
    Unit.objects.select_for_update().get(pk=unit.pk)
    if Post.objects.filter(person=person, unit=unit, role=role, during__overlap=days).exists():
        raise PostHeldAlready(
            _("%(person)s đã giữ chức vụ này trong thời gian đó. Hãy kết thúc nhiệm kỳ cũ trước.") % {"person": person}
        )
    post = Post.objects.create(person=person, unit=unit, role=role, title=clean_line(title, most=120), during=days)
    record("person.appointed", by=by, about=unit, unit=unit, role=str(role), personal={"person": str(person)})
    return post


@transaction.atomic
def end_post(*, post_id: int, whole: bool = False, by: User | None) -> Post:
    """End a post today; one that would not have lasted a day is taken back, with `whole` any one is.

    Raises BadTerm when it is over already.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=post_id)
    today = clock.today()
    if post.during.upper is not None and post.during.upper <= today:
        raise BadTerm(_("Chức vụ này đã kết thúc từ ngày %(day)s.") % {"day": f"{post.during.upper:%d/%m/%Y}"})
    record(
        "person.dismissed",
        by=by,
        about=post.unit,
        unit=post.unit,
        role=post.role,
        personal={"person": str(post.person)},
    )
    if whole or post.during.lower >= today:
        post.delete()
        return post
    post.during = DateRange(post.during.lower, today)
    post.save(update_fields=["during"])
    return post


@transaction.atomic
def resume_post(*, post_id: int, until: date | None, by: User | None) -> Post:
    """Let a post that was ended go on: the undo of `end_post`. Raises BadTerm, PostHeldAlready."""
    post = Post.objects.select_related("person", "unit").get(pk=post_id)
    held = (post.person, post.unit, PostRole(post.role), post.title, post.during.lower)
    post.delete()
    person, unit, role, title, first = held
    return appoint(person=person, unit=unit, role=role, title=title, during=(first, until), by=by)


def _term(first: date, until: date | None) -> DateRange:
    if until is not None and until <= first:
        raise BadTerm(_("Ngày kết thúc phải sau ngày bắt đầu."), where="until")
    return DateRange(first, until)
