"""What people keep of the pages themselves: views that they come back to."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.figures.history import PARAMETER, day_read
from thidua.org.models import Unit
from thidua.people.models import User

LONGEST_NAME, LONGEST_PATH = 80, 1_500


class SavedView(models.Model):
    """A page of this site as somebody set it up, under a name of theirs: its path with its query.

    `shared_with` is the unit whose people find it too; they see only what they may. A view that was removed
    rests until it is brought back.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("tên"), max_length=LONGEST_NAME)
    path = models.CharField(max_length=LONGEST_PATH)
    shared_with = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("góc nhìn đã lưu")
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [
            models.Index("owner", condition=models.Q(removed_at__isnull=True), name="saved_view_of_owner"),
            models.Index(
                "shared_with",
                condition=models.Q(removed_at__isnull=True, shared_with__isnull=False),
                name="saved_view_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reading(self) -> str:
        """In whose tree the page reads the past, in words; "" where each period is read in its own."""
        asked = dict(parse_qsl(urlsplit(self.path).query)).get(PARAMETER, "")
        history = day_read(asked)
        return history.label if history.as_it_is else ""
