"""What the workspace of the district's cluster holds on its screens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.browser.world import World
from tests.factories.clusters import a_line
from thidua.core import clock
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.services import duties, reviews, talk


def furnish_cluster(world: World, reference: str) -> dict[str, Any]:
    """A calendar, a post and a review of the cluster with a reference; their ids by name."""
    cluster, day = Cluster.objects.get(reference=reference), clock.today() + timedelta(days=9)
    duties.lay_out(cluster_id=cluster.pk, by=world.officer)
    duty = duties.add_duty(cluster_id=cluster.pk, line=a_line("Gửi số liệu tháng 5", day), by=world.officer)
    post = talk.write_post(
        cluster_id=cluster.pk, in_name_of=cluster.owner, text="Đề nghị góp ý dự thảo giao ước.", by=world.officer
    )
    asking = reviews.Asking("Sơ kết 6 tháng đầu năm", "2024-H1", ["Kết quả", "Kiến nghị"], day)
    review = reviews.ask_for_parts(cluster_id=cluster.pk, asking=asking, by=world.officer)
    return {"cluster-duty": duty.pk, "cluster-post": post.pk, "cluster-review": review.pk}
