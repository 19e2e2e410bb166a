"""Writing a covenant: its words until members have agreed to them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.covenants.errors import NoSuchClause, NotInState, OpenAnnex
from thidua.emulation.covenants.models import Article, Clause, Covenant, Entry, MemberTarget
from thidua.emulation.covenants.queries.words import mark_of, seated
from thidua.emulation.covenants.rules import Comparator, CovenantState, Measure
from thidua.emulation.movements.models import Programme
from thidua.emulation.schemes.models import SchemeVersion
from thidua.indicators.models import Indicator
from thidua.people.models import User

from .common import lock_words, next_order, require_seen

REFERENCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class General:
    """What stands before the articles, and the point table that is annexed."""

    title: str
    preamble: str = ""
    scheme: SchemeVersion | None = None


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """An article without its clauses."""

    title: str
    text: str = ""
    programme: Programme | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A clause: see `models.Clause`. `own` are the amounts of units that promise different ones, by unit id."""

    text: str
    measure: Measure = Measure.WORDS
    indicator: Indicator | None = None
    comparator: Comparator = Comparator.AT_LEAST
    target: int | None = None
    own: Mapping[int, int] = field(default_factory=dict)
    per_member: bool = False
    replaces: Clause | None = None


# ── Beginning ────────────────────────────────────────────────────────────────


@transaction.atomic
def draft_covenant(*, cluster: Cluster, general: General, copy_of: Covenant | None = None, by: User) -> Covenant:
    """Begin the covenant of a cluster; the articles of `copy_of` (last year's) come along without own amounts.

    Raises NotInState where the cluster has one, or was dissolved.
    """
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if cluster.dissolved_on is not None:
        raise NotInState(_("Cụm đã giải thể nên không lập giao ước được nữa."))
    if Covenant.objects.filter(cluster=cluster).exists():
        raise NotInState(_("Cụm đã có giao ước. Hãy sửa dự thảo đang có, hoặc lập phụ lục khi giao ước có hiệu lực."))
    covenant = _created(cluster, general, by)
    if copy_of is not None:
        _copy_articles(copy_of, covenant)
    return covenant


@transaction.atomic
def draft_annex(*, covenant_id: int, general: General, by: User) -> Covenant:
    """Begin an annex to a covenant in force. Raises NotInState or OpenAnnex."""
    root = Covenant.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=covenant_id)
    if root.state != CovenantState.IN_FORCE or root.amends_id is not None:
        raise NotInState(_("Chỉ lập phụ lục cho giao ước đã có hiệu lực. Dự thảo thì sửa trực tiếp."))
    if root.annexes.exclude(state=CovenantState.IN_FORCE).exists():
        raise OpenAnnex(_("Đang có một phụ lục chưa ký xong. Hãy hoàn tất phụ lục đó rồi lập phụ lục mới."))
    number = max([0, *root.annexes.values_list("number", flat=True)]) + 1
    return _created(root.cluster, general, by, amends=root, number=number)


def _created(
    cluster: Cluster, general: General, by: User, *, amends: Covenant | None = None, number: int = 0
) -> Covenant:
    covenant = Covenant.objects.create(
        reference=secrets.token_urlsafe(REFERENCE_BYTES),
        cluster=cluster,
        amends=amends,
        number=number,
        title=general.title,
        preamble=general.preamble,
        scheme=general.scheme,
        made_by=by,
        made_at=clock.now(),
    )
    record("covenant.drafted", by=by, about=covenant, unit=cluster.owner_id, cluster=cluster.name)
    return covenant


def _copy_articles(source: Covenant, covenant: Covenant) -> None:
    for article in source.articles.filter(removed_at=None):
        clauses = list(article.clauses.filter(removed_at=None))
        copied = Article.objects.create(
            covenant=covenant,
            order=article.order,
            title=article.title,
            text=article.text,
            programme_id=article.programme_id,
        )
        for clause in clauses:
            clause.pk, clause.article, clause.replaces_id = None, copied, None
        Clause.objects.bulk_create(clauses)


# ── Words ────────────────────────────────────────────────────────────────────


def general_mark(covenant: Covenant) -> str:
    """What an editor of the general words saw."""
    return mark_of(covenant.title, covenant.preamble, covenant.scheme_id)


def article_mark(article: Article) -> str:
    """What an editor of an article saw."""
    return mark_of(article.title, article.text, article.programme_id, article.removed_at)


def clause_mark(clause: Clause) -> str:
    """What an editor of a clause saw."""
    own = sorted(clause.member_targets.values_list("unit_id", "target"))
    named = (clause.text, clause.measure, clause.indicator_id, clause.comparator, clause.target, clause.per_member)
    return mark_of(*named, clause.replaces_id, clause.removed_at, own)


@transaction.atomic
def save_general(*, covenant_id: int, general: General, seen: str, by: User) -> Covenant:
    """Change title, preamble and point table. Raises NotInState or WordsChanged."""
    covenant = lock_words(covenant_id)
    require_seen(seen, general_mark(covenant))
    covenant.title, covenant.preamble, covenant.scheme = general.title, general.preamble, general.scheme
    covenant.save(update_fields=["title", "preamble", "scheme"])
    _record("covenant.edited", covenant, _("phần đầu"), by)
    return covenant


@transaction.atomic
def add_article(*, covenant_id: int, words: ArticleWords, by: User) -> Article:
    """Add an article at the end. Raises NotInState."""
    covenant = lock_words(covenant_id)
    article = Article.objects.create(
        covenant=covenant,
        order=next_order(covenant.articles.all()),
        title=words.title,
        text=words.text,
        programme=words.programme,
    )
    _record("covenant.edited", covenant, article.title, by)
    return article


@transaction.atomic
def save_article(*, article_id: int, words: ArticleWords, seen: str, by: User) -> Article:
    """Change an article. Raises NotInState or WordsChanged."""
    article, covenant = _locked_article(article_id)
    require_seen(seen, article_mark(article))
    article.title, article.text, article.programme = words.title, words.text, words.programme
    article.save(update_fields=["title", "text", "programme"])
    _record("covenant.edited", covenant, article.title, by)
    return article


@transaction.atomic
def move_article(*, article_id: int, later: bool, by: User) -> None:
    """Exchange an article with its neighbour; the first and the last stay where they are. Raises NotInState."""
    article, covenant = _locked_article(article_id)
    standing = list(covenant.articles.filter(removed_at=None))
    at = next((place for place, one in enumerate(standing) if one.pk == article.pk), None)
    other = None if at is None else at + (1 if later else -1)
    if at is None or other is None or not 0 <= other < len(standing):
        return
    standing[at], standing[other] = standing[other], standing[at]
    for order, one in enumerate(standing, start=1):
        one.order = order
    Article.objects.bulk_update(standing, ["order"])
    _record("covenant.edited", covenant, article.title, by)


@transaction.atomic
def remove_article(*, article_id: int, removed: bool, by: User) -> None:
    """Take an article out of a draft, or bring it back. Raises NotInState."""
    article, covenant = _locked_article(article_id)
    _set_removed(article, covenant, article.title, removed=removed, by=by)


@transaction.atomic
def add_clause(*, article_id: int, promise: Promise, by: User) -> Clause:
    """Add a clause to an article. Raises NotInState or NoSuchClause."""
    article, covenant = _locked_article(article_id)
    clause = Clause(article=article, order=next_order(article.clauses.all()))
    _write(clause, covenant, promise)
    _record("covenant.edited", covenant, clause.text, by)
    return clause


@transaction.atomic
def save_clause(*, clause_id: int, promise: Promise, seen: str, by: User) -> Clause:
    """Change a clause. Raises NotInState, WordsChanged or NoSuchClause."""
    clause, covenant = _locked_clause(clause_id)
    require_seen(seen, clause_mark(clause))
    _write(clause, covenant, promise)
    _record("covenant.edited", covenant, clause.text, by)
    return clause


@transaction.atomic
def remove_clause(*, clause_id: int, removed: bool, by: User) -> None:
    """Take a clause out of a draft, or bring it back. Raises NotInState."""
    clause, covenant = _locked_clause(clause_id)
    _set_removed(clause, covenant, clause.text, removed=removed, by=by)


@transaction.atomic
def add_entry(*, covenant_id: int, on: date, text: str, by: User) -> Entry:
    """Put a date into the covenant's calendar. Raises NotInState."""
    covenant = lock_words(covenant_id)
    entry = Entry.objects.create(covenant=covenant, on=on, text=text)
    _record("covenant.edited", covenant, text, by)
    return entry


@transaction.atomic
def remove_entry(*, entry_id: int, removed: bool, by: User) -> None:
    """Take a date out of the calendar, or bring it back. Raises NotInState."""
    entry = Entry.objects.get(pk=entry_id)
    covenant = lock_words(entry.covenant_id)
    _set_removed(entry, covenant, entry.text, removed=removed, by=by)


def _write(clause: Clause, covenant: Covenant, promise: Promise) -> None:
    members = {member.unit_id for member in seated(covenant.cluster)}
    if promise.own.keys() - members:
        raise NoSuchClause(_("Có đơn vị không còn là thành viên của cụm. Hãy mở lại trang rồi nhập mức cam kết."))
    if promise.replaces is not None and not _replaceable(covenant, promise.replaces):
        raise NoSuchClause(_("Cam kết được thay thế không thuộc giao ước này. Hãy chọn lại."))
    words = promise.measure == Measure.WORDS
    clause.text, clause.measure, clause.comparator = promise.text, promise.measure, promise.comparator
    clause.indicator = None if words else promise.indicator
    clause.per_member = promise.per_member and not words
    clause.target = None if words or clause.per_member else promise.target
    clause.replaces = promise.replaces
    clause.save()
    clause.member_targets.all().delete()
    if clause.per_member:
        MemberTarget.objects.bulk_create(
            MemberTarget(clause=clause, unit_id=unit, target=target) for unit, target in promise.own.items()
        )


def _replaceable(covenant: Covenant, clause: Clause) -> bool:
    """Only an annex replaces, and only what its covenant or an earlier annex says."""
    other = clause.article.covenant
    same = covenant.amends_id in {other.pk, other.amends_id}
    return covenant.amends_id is not None and same and other.pk != covenant.pk and other.in_force


def _locked_article(article_id: int) -> tuple[Article, Covenant]:
    covenant = lock_words(Article.objects.values_list("covenant_id", flat=True).get(pk=article_id))
    return Article.objects.get(pk=article_id), covenant


def _locked_clause(clause_id: int) -> tuple[Clause, Covenant]:
    covenant = lock_words(Clause.objects.values_list("article__covenant_id", flat=True).get(pk=clause_id))
    return Clause.objects.get(pk=clause_id), covenant


def _set_removed(row: Article | Clause | Entry, covenant: Covenant, what: str, *, removed: bool, by: User) -> None:
    if (row.removed_at is not None) == removed:
        return
    row.removed_at = clock.now() if removed else None
    row.save(update_fields=["removed_at"])
    _record("covenant.removed" if removed else "covenant.restored", covenant, what, by)


def _record(event: str, covenant: Covenant, what: str, by: User) -> None:
    record(event, by=by, about=covenant, unit=covenant.cluster.owner_id, what=what)
