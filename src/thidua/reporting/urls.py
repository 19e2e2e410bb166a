"""Addresses of reporting; a report is named by the codes of its unit, period and form."""

from __future__ import annotations

from django.urls import path

from thidua.reporting.views import (
    behalf,
    coverage,
    inbox,
    lists,
    many,
    missing,
    notes,
    periods,
    report,
    requests,
    second,
    steps,
    way,
)

REPORT = "bao-cao/<str:unit>/<str:period>/<str:form>"

urlpatterns = [
    path("bao-cao/", lists.report_list, name="report-list"),
    # Before the reports: their addresses have as many parts.
    path("bao-cao/nhieu-don-vi/<str:period>/<str:form>/", many.many, name="many-units"),
    path("bao-cao/nhieu-don-vi/<str:period>/<str:form>/nhap-thay/", many.start_many, name="many-units-start"),
    path(f"{REPORT}/", report.report_page, name="report"),
    path(f"{REPORT}/tung-buoc/", steps.report_steps, name="report-steps"),
    path(f"{REPORT}/o/", report.save, name="report-save"),
    path(f"{REPORT}/ben-canh/", report.beside, name="report-beside"),
    path(f"{REPORT}/nhat-ky/<str:code>/", report.cell_journal, name="report-journal"),
    path(f"{REPORT}/ghi-chu/<str:code>/", notes.cell_page, name="report-cell"),
    path(f"{REPORT}/ghi-chu/<str:code>/y-kien/", notes.comment, name="report-comment"),
    path(f"{REPORT}/ghi-chu/<str:code>/dau/", notes.mark, name="report-mark"),
    path(f"{REPORT}/ghi-chu/<str:code>/ly-do/", notes.explain, name="report-explain"),
    path(f"{REPORT}/minh-chung/", notes.evidence, name="report-evidence"),
    path(f"{REPORT}/minh-chung/<int:evidence>/", notes.evidence_file, name="report-evidence-file"),
    path(f"{REPORT}/minh-chung/<int:evidence>/go/", notes.remove_evidence, name="report-evidence-remove"),
    path(f"{REPORT}/minh-chung/<int:evidence>/lay-lai/", notes.restore_evidence, name="report-evidence-restore"),
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
    path("dot-xuat/", requests.request_list, name="request-list"),
    path("dot-xuat/moi/", requests.request_new, name="request-new"),
    path("dot-xuat/<str:code>/", requests.request_page, name="request"),
    path("dot-xuat/<str:code>/gia-han/", requests.request_extend, name="request-extend"),
    path("dot-xuat/<str:code>/ket-thuc/", requests.request_end, name="request-end"),
    path("dot-xuat/<str:code>/mo-lai/", requests.request_reopen, name="request-reopen"),
    path("hop-thu/", inbox.inbox, name="inbox"),
    path("hop-thu/tiep-nhan/", inbox.accept_many, name="inbox-accept"),
    path("hop-thu/tra-lai/", inbox.return_one, name="inbox-return"),
    path("hop-thu/hoan-tac/", inbox.undo_accept, name="inbox-undo"),
    path("hop-thu/chua-nop/", missing.missing, name="inbox-missing"),
    path("hop-thu/bao-phu/", coverage.coverage, name="inbox-coverage"),
    path("ky-bao-cao/", periods.period_list, name="period-list"),
    path("ky-bao-cao/<str:code>/mo/", periods.open_one, name="period-open"),
    path("ky-bao-cao/<str:code>/khoa/", periods.close_one, name="period-close"),
    path("ky-bao-cao/<str:code>/mo-lai/", periods.reopen_one, name="period-reopen"),
]
