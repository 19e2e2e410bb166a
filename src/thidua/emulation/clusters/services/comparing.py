"""Which indicators a cluster sets side by side."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.emulation.clusters.errors import BadIndicators
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.rules import MOST_INDICATORS
from thidua.indicators.queries import catalogue
from thidua.people.models import User

from .forming import held


@transaction.atomic
def choose_indicators(*, cluster_id: int, codes: Sequence[str], by: User) -> list[str]:
    """Choose the indicators (codes) of a cluster's table; answers those chosen before. None: what has targets.

    They stand in the order of the catalogue. Raises BadIndicators or Dissolved.
    """
    cluster: Cluster = held(cluster_id)
    known = catalogue().by_code
    if strange := sorted(set(codes) - known.keys()):
        raise BadIndicators(_("Danh mục không có chỉ tiêu %(code)s.") % {"code": strange[0][:40]})
    if len(set(codes)) > MOST_INDICATORS:
        raise BadIndicators(_("Mỗi cụm đối chiếu tối đa %(most)d chỉ tiêu. Hãy bỏ bớt.") % {"most": MOST_INDICATORS})
    before, wanted = list(cluster.indicators), set(codes)
    cluster.indicators = [indicator.code for indicator in catalogue().indicators if indicator.code in wanted]
    cluster.save(update_fields=["indicators"])
    record(
        "cluster.indicators_chosen",
        by=by,
        about=cluster,
        unit=cluster.owner_id,
        indicators=len(cluster.indicators),
    )
    return before
