"""Ballots over units: the options are units, which a ballot itself knows nothing of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.voting.models import Ballot

from .models import Cluster


class UnitBallot(models.Model):
    """A ballot whose options stand for units: `stands_for` gives a unit's id by the name of its option.

    Options that were renamed, added or taken away since stand for nobody.
    """

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="+")
    stands_for = models.JSONField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.ballot_id)


class Election(UnitBallot):
    """The ballot by which the members of a cluster choose next year's lead."""

    cluster = models.OneToOneField(Cluster, on_delete=models.CASCADE, related_name="election")

    class Meta:
        verbose_name = _("bầu cụm trưởng")
        constraints: ClassVar = []
