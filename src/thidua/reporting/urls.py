"""Addresses of reporting; a report is named by the codes of its unit, period and form."""

from __future__ import annotations

from django.urls import path

from thidua.reporting.views import behalf, inbox, lists, periods, report, second, steps, way

REPORT = "bao-cao/<str:unit>/<str:period>/<str:form>"

urlpatterns = [
    path("bao-cao/", lists.report_list, name="report-list"),
    path(f"{REPORT}/", report.report_page, name="report"),
    path(f"{REPORT}/tung-buoc/", steps.report_steps, name="report-steps"),
    path(f"{REPORT}/o/", report.save, name="report-save"),
    path(f"{REPORT}/ben-canh/", report.beside, name="report-beside"),
    path(f"{REPORT}/nhat-ky/<str:code>/", report.cell_journal, name="report-journal"),
    path(f"{REPORT}/nop/", way.submit, name="report-submit"),
    path(f"{REPORT}/rut-lai/", way.withdraw, name="report-withdraw"),
    path(f"{REPORT}/tra-lai/", way.send_back, name="report-return"),
    path(f"{REPORT}/tiep-nhan/", way.accept, name="report-accept"),
    path(f"{REPORT}/dieu-chinh/", way.amend, name="report-amend"),
    path(f"{REPORT}/nhap-thay/", behalf.behalf_page, name="report-behalf"),
    path(f"{REPORT}/nhap-thay/lien-ket/", behalf.new_link, name="report-behalf-link"),
    path(f"{REPORT}/nhap-thay/tra-loi/", behalf.answer, name="report-behalf-answer"),
    path(f"{REPORT}/nhap-thay/giay/<int:version>/", behalf.paper, name="report-behalf-paper"),
    path("xac-nhan/<str:secret>/", behalf.confirm, name="behalf-confirm"),
    path("nguoi-tiep-nhan/<str:unit>/", second.second_person, name="report-second"),
    path("nguoi-tiep-nhan/<str:unit>/<int:grant>/thoi/", second.end_second, name="report-second-end"),
    path("hop-thu/", inbox.inbox, name="inbox"),
    path("hop-thu/tiep-nhan/", inbox.accept_many, name="inbox-accept"),
    path("hop-thu/chua-nop/", inbox.missing, name="inbox-missing"),
    path("ky-bao-cao/", periods.period_list, name="period-list"),
    path("ky-bao-cao/<str:code>/mo/", periods.open_one, name="period-open"),
    path("ky-bao-cao/<str:code>/khoa/", periods.close_one, name="period-close"),
    path("ky-bao-cao/<str:code>/mo-lai/", periods.reopen_one, name="period-reopen"),
]
