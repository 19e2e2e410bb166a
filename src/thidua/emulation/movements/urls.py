"""Addresses of movements and of programmes above the year."""

from __future__ import annotations

from django.urls import path

from .views import deadlines, late, listing, movement, papers, programme, registration, setting_up

MOVEMENT = "thi-dua/phong-trao/<slug:reference>"
UNIT = f"{MOVEMENT}/dang-ky/<str:code>"
PROGRAMME = "thi-dua/chuong-trinh/<slug:reference>"

urlpatterns = [
    path("thi-dua/phong-trao/", listing.movement_list, name="movement-list"),
    path("thi-dua/phong-trao/moi/", setting_up.movement_new, name="movement-new"),
    path("thi-dua/phong-trao/han-dang-ky/", deadlines.deadlines, name="movement-deadlines"),
    path("thi-dua/phong-trao/dang-ky-bo-sung/", late.exceptions, name="movement-exceptions"),
    path(f"{MOVEMENT}/", movement.movement_page, name="movement"),
    path(f"{MOVEMENT}/sua/", setting_up.movement_edit, name="movement-edit"),
    path(f"{MOVEMENT}/xoa/", setting_up.movement_delete, name="movement-delete"),
    path(f"{MOVEMENT}/lay-lai/", setting_up.movement_restore, name="movement-restore"),
    path(f"{MOVEMENT}/phat-dong/", setting_up.movement_launch, name="movement-launch"),
    path(f"{MOVEMENT}/phat-dong/hoan-tac/", setting_up.movement_launch_undo, name="movement-launch-undo"),
    path(f"{MOVEMENT}/tien-do/", movement.movement_progress, name="movement-progress"),
    path(f"{MOVEMENT}/buoc/", movement.movement_move, name="movement-move"),
    path(f"{MOVEMENT}/buoc/<slug:back>/<slug:seen>/", movement.movement_move_undo, name="movement-move-undo"),
    path(f"{MOVEMENT}/nhac/", movement.movement_remind, name="movement-remind"),
    path(f"{MOVEMENT}/tai-lieu/", papers.movement_paper_add, name="movement-paper-add"),
    path(f"{MOVEMENT}/tai-lieu/<int:paper_id>/", papers.movement_paper, name="movement-paper"),
    path(f"{MOVEMENT}/tai-lieu/<int:paper_id>/go/", papers.movement_paper_remove, name="movement-paper-remove"),
    path(f"{MOVEMENT}/tai-lieu/<int:paper_id>/lay-lai/", papers.movement_paper_restore, name="movement-paper-restore"),
    path(f"{MOVEMENT}/bo-sung/<int:late_id>/", late.exception_answer, name="movement-exception-answer"),
    path(f"{MOVEMENT}/bo-sung/<int:late_id>/hoan-tac/", late.exception_undo, name="movement-exception-undo"),
    path(f"{UNIT}/", registration.registration, name="movement-registration"),
    path(f"{UNIT}/rut/", registration.registration_withdraw, name="movement-registration-withdraw"),
    path(f"{UNIT}/hoan-tac/<int:entry_id>/", registration.registration_undo, name="movement-registration-undo"),
    path(f"{UNIT}/bo-sung/", registration.registration_late, name="movement-registration-late"),
    path(f"{UNIT}/bo-sung/<int:late_id>/tep/", registration.registration_evidence, name="movement-registration-file"),
    path("thi-dua/chuong-trinh/", programme.programme_list, name="programme-list"),
    path("thi-dua/chuong-trinh/moi/", programme.programme_new, name="programme-new"),
    path(f"{PROGRAMME}/", programme.programme_page, name="programme"),
    path(f"{PROGRAMME}/sua/", programme.programme_edit, name="programme-edit"),
    path(f"{PROGRAMME}/xoa/", programme.programme_delete, name="programme-delete"),
    path(f"{PROGRAMME}/lay-lai/", programme.programme_restore, name="programme-restore"),
    path(f"{PROGRAMME}/chi-tieu/", programme.programme_target_add, name="programme-target-add"),
    path(
        f"{PROGRAMME}/chi-tieu/<int:target_id>/bo/", programme.programme_target_remove, name="programme-target-remove"
    ),
    path(
        f"{PROGRAMME}/chi-tieu/<int:target_id>/lay-lai/",
        programme.programme_target_restore,
        name="programme-target-restore",
    ),
    path(f"{PROGRAMME}/tai-lieu/", papers.programme_paper_add, name="programme-paper-add"),
    path(f"{PROGRAMME}/tai-lieu/<int:paper_id>/", papers.programme_paper, name="programme-paper"),
    path(f"{PROGRAMME}/tai-lieu/<int:paper_id>/go/", papers.programme_paper_remove, name="programme-paper-remove"),
    path(
        f"{PROGRAMME}/tai-lieu/<int:paper_id>/lay-lai/", papers.programme_paper_restore, name="programme-paper-restore"
    ),
]
