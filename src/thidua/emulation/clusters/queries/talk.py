"""What the members of a cluster wrote to each other, and what they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.talk_models import Material, Post

MOST_MATERIALS = 50


@dataclass(frozen=True, slots=True)
class Thread:
    """A post with its answers, the first one first. Of a deleted post that was answered only that is said."""

    post: Post
    answers: Sequence[Post]

    @property
    def posts(self) -> list[Post]:
        """All of it."""
        return [self.post, *self.answers]


def last_posts(cluster: Cluster, until: date | None = None) -> QuerySet[Post]:
    """Posts and answers alike, the last first; not those that were deleted."""
    found = Post.objects.filter(written_before(until), cluster=cluster, deleted_at=None)
    return found.select_related("by__person").order_by("-at")


def first_posts(cluster: Cluster, until: date | None = None) -> QuerySet[Post]:
    """The posts that begin a thread, the last first, deleted ones too; of the days before `until` where it is given."""
    found = Post.objects.filter(written_before(until), cluster=cluster, answers=None)
    return found.select_related("by__person").order_by("-at", "-pk")


def threads_of(posts: Sequence[Post], until: date | None = None) -> list[Thread]:
    """Posts with their answers, in the order given; deleted ones without any are left out. One statement."""
    answers: dict[int, list[Post]] = defaultdict(list)
    found = Post.objects.filter(written_before(until), answers__in=posts, deleted_at=None)
    for answer in found.select_related("by__person"):
        assert answer.answers_id is not None  # asked for
        answers[answer.answers_id].append(answer)
    return [Thread(post, answers[post.pk]) for post in posts if post.deleted_at is None or answers[post.pk]]


def written_before(until: date | None) -> Q:
    """What was written or shared on the days before one; everything without it."""
    return Q() if until is None else Q(at__date__lt=until)


def materials_of(cluster: Cluster, until: date | None = None) -> list[Material]:
    """What is shared, the last first; at most fifty."""
    found = Material.objects.filter(written_before(until), cluster=cluster, removed_at=None)
    return list(found.select_related("file", "document", "by__person").defer("document__frame")[:MOST_MATERIALS])
