"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from thidua.web.audit_log import audit_log
from thidua.web.delegations import delegation_end, delegations
from thidua.web.first_run import first_run
from thidua.web.health import health
from thidua.web.home import home
from thidua.web.offline import nothing_kept, service_worker
from thidua.web.tour import tour_done
from thidua.web.who_sees import who_sees

urlpatterns: list[URLPattern | URLResolver] = [
    # First: a whole hall votes in one minute, and looking through all other addresses was a fifth of a vote's work.
    path("bo-phieu/", include("thidua.voting.urls")),
    path("", include("thidua.ui.urls")),
    path("", include("thidua.people.urls")),
    path("", include("thidua.notices.urls")),
    path("", include("thidua.api.urls")),
    path("", include("thidua.indicators.urls")),
    path("", include("thidua.targets.urls")),
    path("", include("thidua.web.dashboards.unit_page")),
    path("", include("thidua.web.dashboards.unit_charts")),
    path("", include("thidua.web.dashboards.area_page")),
    path("", include("thidua.web.dashboards.compare_page")),
    path("", include("thidua.web.dashboards.committee_page")),
    path("", include("thidua.web.saved_view_pages")),
    path("", include("thidua.web.dashboards.figure_page")),
    path("", include("thidua.figures.waiting")),
    path("", include("thidua.reporting.urls")),
    path("", include("thidua.documents.views.signing")),
    path("", include("thidua.reorganisation.urls")),
    path("", include("thidua.documents.urls")),
    path("", include("thidua.drafting.urls")),
    path("", include("thidua.registers.members.urls")),
    path("", include("thidua.emulation.movements.urls")),
    path("", include("thidua.emulation.schemes.urls")),
    path("", include("thidua.emulation.clusters.urls")),
    path("", include("thidua.emulation.covenants.urls")),
    path("", include("thidua.emulation.scorecards.urls")),
    path("", include("thidua.emulation.ranking.urls")),
    path("", include("thidua.web.member_figures")),
    path("", home, name="home"),
    path("cay-don-vi/", include("thidua.web.tree_urls")),
    path("nhap-danh-sach/", include("thidua.web.lists.urls")),
    path("bat-dau/", first_run, name="first-run"),
    path("tro-giup/", include("thidua.web.help")),
    path("lam-quen/xong/", tour_done, name="tour-done"),
    path("tep-xuat/", include("thidua.web.exports.urls")),
    path("nhat-ky/", audit_log, name="audit-log"),
    path("quan-tri/tai-khoan/", include("thidua.web.accounts.urls")),
    path("tai-khoan/uy-quyen/", delegations, name="delegation-list"),
    path("tai-khoan/uy-quyen/<int:delegation_id>/ket-thuc/", delegation_end, name="delegation-end"),
    path("ai-xem-duoc/<str:code>/", who_sees, name="who-sees"),
    path("suc-khoe/", health, name="health"),
    path("sw.js", service_worker, name="service-worker"),
    path("ngoai-tuyen/", nothing_kept, name="nothing-kept"),
]
