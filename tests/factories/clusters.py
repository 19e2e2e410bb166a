"""Clusters for tests."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.uploads import png
from thidua.core import clock
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.queries.planning import PlanLine
from thidua.emulation.clusters.rules import DutyKind, SeatRole, Whose
from thidua.emulation.clusters.services import duties, reviews, talk
from thidua.emulation.clusters.services.forming import Founding, Place, form_cluster
from thidua.org.models import Unit
from thidua.people.models import User


def a_line(title: str, due_on: date, whose: Whose = Whose.MEMBERS) -> PlanLine:
    """Something that is to be done."""
    return PlanLine(title, DutyKind.OTHER, whose, due_on)


def furnished(owner: Unit, lead: Unit, by: User) -> Cluster:
    """A cluster of one member, with a duty, a post and a file, one of each taken away again, and a review."""
    today = clock.today()
    founding = Founding(owner, today.year, "Cụm trường học", [Place(lead, SeatRole.LEAD)], date(today.year, 1, 1))
    cluster = form_cluster(founding=founding, by=by).cluster
    for title in ("Gửi số liệu", "Việc bỏ"):
        duty = duties.add_duty(cluster_id=cluster.pk, line=a_line(title, today + timedelta(days=9)), by=by)
    duties.remove_duty(duty_id=duty.pk, by=by)
    for text in ("Chào các đơn vị", "Viết nhầm"):
        post = talk.write_post(cluster_id=cluster.pk, in_name_of=owner, text=text, by=by)
    talk.delete_post(post_id=post.pk, by=by)
    for name in ("kế hoạch.png", "nhầm.png"):
        upload = SimpleUploadedFile(name, png())
        material = talk.share_file(cluster_id=cluster.pk, in_name_of=owner, title="", upload=upload, by=by)
    talk.remove_material(material_id=material.pk, by=by)
    asking = reviews.Asking("Sơ kết 6 tháng", "2024-H1", ["Kết quả", "Kiến nghị"], today + timedelta(days=30))
    reviews.ask_for_parts(cluster_id=cluster.pk, asking=asking, by=by)
    return cluster
