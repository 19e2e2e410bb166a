"""Addresses of the catalogue: indicators and forms."""

from __future__ import annotations

from django.urls import path

from thidua.indicators.views import drafts, forms, indicators

FORM = "danh-muc/bieu-mau/<slug:code>"
VERSION = f"{FORM}/<int:number>"

urlpatterns = [
    path("danh-muc/", indicators.indicator_list, name="catalogue"),
    path("danh-muc/chi-tieu/moi/", indicators.new, name="catalogue-indicator-new"),
    path("danh-muc/chi-tieu/<str:code>/", indicators.indicator, name="catalogue-indicator"),
    path("danh-muc/chi-tieu/<str:code>/sua/", indicators.edit, name="catalogue-indicator-edit"),
    path("danh-muc/bieu-mau/", forms.form_list, name="catalogue-forms"),
    path("danh-muc/bieu-mau/moi/", forms.new, name="catalogue-form-new"),
    path(f"{FORM}/", forms.form, name="catalogue-form"),
    path(f"{FORM}/soan/", forms.begin, name="catalogue-draft-begin"),
    path(f"{VERSION}/", forms.version, name="catalogue-version"),
    path(f"{VERSION}/soan/", drafts.edit, name="catalogue-draft"),
    path(f"{VERSION}/xem-thu/", drafts.preview, name="catalogue-preview"),
    path(f"{VERSION}/ban-hanh/", drafts.publish, name="catalogue-publish"),
    path(f"{VERSION}/thu-hoi/", drafts.withdraw, name="catalogue-withdraw"),
    path(f"{VERSION}/bo/", drafts.discard, name="catalogue-discard"),
]
