"""Addresses of the register of members; a person is named by a number, which says nothing about her."""

from __future__ import annotations

from django.urls import path

from .views import person, register, steps

UNIT = "doan-vien/don-vi/<str:code>"
MEMBER = "doan-vien/<int:member_id>"

urlpatterns = [
    path("doan-vien/", register.member_home, name="member-home"),
    path(f"{UNIT}/", register.member_list, name="member-list"),
    path(f"{UNIT}/ket-nap/", steps.member_admit, name="member-admit"),
    path(f"{MEMBER}/", person.member, name="member"),
    path(f"{MEMBER}/hien-so/", person.member_reveal, name="member-reveal"),
    path(f"{MEMBER}/chuyen/", steps.member_transfer, name="member-transfer"),
    path(f"{MEMBER}/ra-khoi-so/", steps.member_leave, name="member-leave"),
    path(f"{MEMBER}/dinh-chinh/", steps.member_correct, name="member-correct"),
    path(f"{MEMBER}/hoan-tac/<int:membership_id>/", steps.member_undo, name="member-undo"),
]
