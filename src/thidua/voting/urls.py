"""Addresses of ballots, all under one beginning."""

from __future__ import annotations

from django.urls import path

from .views import keys, pages, questions, results, roll, roster, setup, voting, written

ONE = "<str:reference>"

urlpatterns = [
    path("", pages.ballot_list, name="ballot-list"),
    path("moi/", setup.new, name="ballot-new"),
    path(f"{ONE}/", pages.ballot_page, name="ballot"),
    path(f"{ONE}/tinh-hinh/", pages.state, name="ballot-state"),
    path(f"{ONE}/sua/", setup.edit, name="ballot-edit"),
    path(f"{ONE}/cau-hoi/them/", questions.question_add, name="ballot-question-add"),
    path(f"{ONE}/cau-hoi/<int:position>/", questions.question, name="ballot-question"),
    path(f"{ONE}/cau-hoi/<int:position>/bo/", questions.question_remove, name="ballot-question-remove"),
    path(f"{ONE}/cau-hoi/tra-lai/", questions.question_restore, name="ballot-question-restore"),
    path(f"{ONE}/danh-sach/", roster.roster, name="ballot-roster"),
    path(f"{ONE}/danh-sach/bo/", roster.remove, name="ballot-roster-remove"),
    path(f"{ONE}/danh-sach/tra-lai/", roster.restore, name="ballot-roster-restore"),
    path(f"{ONE}/to-kiem-phieu/", setup.committee, name="ballot-committee"),
    path(f"{ONE}/chot/", setup.prepare, name="ballot-prepare"),
    path(f"{ONE}/ve-buoc-soan/", setup.reopen, name="ballot-reopen"),
    path(f"{ONE}/bo-ban-soan/", setup.discard, name="ballot-discard"),
    path(f"{ONE}/lay-lai/", setup.restore, name="ballot-restore"),
    path(f"{ONE}/mo/", keys.opening, name="ballot-open"),
    path(f"{ONE}/xac-nhan/<str:act>/", keys.turn, name="ballot-key"),
    path(f"{ONE}/rut-xac-nhan/<str:act>/", keys.take_back, name="ballot-key-back"),
    path(f"{ONE}/phieu/", voting.vote, name="ballot-vote"),
    path(f"{ONE}/nguoi-bo-phieu/", roll.roll, name="ballot-roll"),
    path(f"{ONE}/nguoi-bo-phieu/danh-dau/", roll.mark, name="ballot-roll-mark"),
    path(f"{ONE}/nhac/", roll.remind, name="ballot-remind"),
    path(f"{ONE}/van-ban/", written.papers, name="ballot-written"),
    path(f"{ONE}/van-ban/<int:key>/", written.paper, name="ballot-paper"),
    path(f"{ONE}/van-ban/<int:key>/bo/", written.drop, name="ballot-paper-drop"),
    path(f"{ONE}/kiem-phieu/", keys.counting, name="ballot-count"),
    path(f"{ONE}/ket-qua/", results.result, name="ballot-result"),
    path(f"{ONE}/ket-qua/tim/", results.find, name="ballot-result-find"),
    path(f"{ONE}/ket-qua/dem-lai/", results.count_again, name="ballot-recount"),
    path(f"{ONE}/bien-ban/", results.minutes, name="ballot-minutes"),
    path(f"{ONE}/huy/", keys.void, name="ballot-void"),
]
