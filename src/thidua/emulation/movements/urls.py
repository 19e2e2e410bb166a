"""Addresses of movements and of programmes above the year."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import deadlines, late, listing, movement, papers, programme, registration, setting_up

MOVEMENT = "thi-dua/phong-trao/<slug:reference>"
UNIT = f"{MOVEMENT}/dang-ky/<str:code>"
PROGRAMME = "thi-dua/chuong-trinh/<slug:reference>"


def _papers(stem: str, of: papers.Of) -> list[URLPattern]:
    """The addresses of the papers of a movement or of a programme, below its own."""
    one = f"{stem}/tai-lieu/<int:paper_id>"
    return [
        path(f"{stem}/tai-lieu/", papers.paper_add, {"of": of}, name=f"{of.page}-paper-add"),
        path(f"{one}/", papers.paper, {"of": of}, name=f"{of.page}-paper"),
        path(f"{one}/go/", papers.paper_remove, {"of": of}, name=f"{of.page}-paper-remove"),
        path(f"{one}/lay-lai/", papers.paper_restore, {"of": of}, name=f"{of.page}-paper-restore"),
    ]


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
    *_papers(MOVEMENT, papers.OF_MOVEMENT),
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
    *_papers(PROGRAMME, papers.OF_PROGRAMME),
]
