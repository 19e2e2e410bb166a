"""Reading point tables: the list, a table as people know it, its file, what differs between two."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import addresses, clock
from thidua.emulation.schemes.differences import ADDED, CHANGED, REMOVED, Differences, differences
from thidua.emulation.schemes.forms import NameForm
from thidua.emulation.schemes.models import Scheme, SchemeVersion
from thidua.emulation.schemes.paper import lines_of, rules_of, tie_breaks_of
from thidua.emulation.schemes.queries import (
    SchemeFilter,
    SchemeLine,
    draft_of,
    latest_published,
    scheme_lines,
    seen_by,
    uses_of,
)
from thidua.emulation.schemes.services.drafts import archive_scheme, rename_scheme
from thidua.emulation.schemes.tree import total_of
from thidua.org.queries.tree import last_names_of
from thidua.scoring.format import scheme_from
from thidua.ui.forms import INVALID
from thidua.ui.notices import say

from .access import Access, managed_or_404, reader, scheme_or_404

ARCHIVED = "kho"


def seen_schemes(request: HttpRequest) -> tuple[SchemeFilter, list[SchemeLine]]:
    """The schemes that an address asks for; what cannot be read of it is left aside."""
    user = reader(request)
    wanted = SchemeFilter(
        year=addresses.year(request.GET.get("nam", "")),
        owner=request.GET.get("don-vi", "").replace("\0", "")[:40],
        archived=request.GET.get("xem") == ARCHIVED,
    )
    return wanted, scheme_lines(seen_by(user), wanted, gate.units_for(user, Permission.EMULATION_MANAGE))


@require_safe
def scheme_list(request: HttpRequest) -> HttpResponse:
    """The schemes that a person may read, the latest year first."""
    wanted, lines = seen_schemes(request)
    everything = seen_by(request.user).order_by()
    owners = last_names_of(everything.values_list("owner", flat=True).distinct(), clock.today()).values()
    context = {
        "title": _("Bảng điểm"),
        "lines": lines,
        "wanted": wanted,
        "years": sorted(everything.values_list("year", flat=True).distinct(), reverse=True),
        "owners": sorted(((one.code, one.short_name) for one in owners), key=lambda pair: pair[1]),
        "may_make": gate.any_unit(request.user, Permission.EMULATION_MANAGE),
    }
    return render(request, "schemes/list.html", context)


@require_safe
def scheme(request: HttpRequest, reference: str) -> HttpResponse:
    """The edition in force as people know it; before the first one, the draft."""
    access = scheme_or_404(request, reference)
    return render(request, "schemes/scheme.html", page_context(access, shown_version(access)))


@require_safe
def version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One edition of it."""
    access = scheme_or_404(request, reference)
    return render(request, "schemes/scheme.html", page_context(access, access.version_or_404(number)))


@require_safe
def file(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """An edition as the JSON that `thidua score` reads."""
    access = scheme_or_404(request, reference)
    shown = access.version_or_404(number)
    text = json.dumps(shown.content, ensure_ascii=False, indent=2)
    name = slugify(access.scheme.name.replace("đ", "d").replace("Đ", "D")) or "bang-diem"
    response = HttpResponse(f"{text}\n", content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{access.scheme.year}-{number}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@dataclass(frozen=True, slots=True)
class SeenDifference:
    """An edition beside another one; `found` is None where there is no other."""

    scheme: Scheme
    version: SchemeVersion
    choices: list[tuple[str, str]]
    chosen: str
    before: str
    after: str
    found: Differences | None


def seen_difference(request: HttpRequest, reference: str, number: int) -> SeenDifference:
    """An edition beside the one before it, or beside the scheme that it was copied from, as an address asks."""
    access = scheme_or_404(request, reference)
    shown = access.version_or_404(number)
    earlier = _compared(request, access, shown)
    other = next((one for one in earlier if _key(one) == request.GET.get("voi", "")), earlier[0] if earlier else None)
    return SeenDifference(
        scheme=access.scheme,
        version=shown,
        choices=[(_key(one), _called(one)) for one in earlier],
        chosen=_key(other) if other else "",
        before=_headed(other, shown) if other else "",
        after=_headed(shown, other),
        found=differences(scheme_from(other.content), scheme_from(shown.content)) if other else None,
    )


@require_safe
def difference(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What differs between two editions, side by side."""
    seen = seen_difference(request, reference, number)
    context = {
        "title": _("So sánh bảng điểm"),
        "scheme": seen.scheme,
        "version": seen.version,
        "choices": seen.choices,
        "chosen": seen.chosen,
        "before": seen.before,
        "after": seen.after,
        "found": seen.found,
        "counts": [(kind, seen.found.count(kind)) for kind in (ADDED, CHANGED, REMOVED)] if seen.found else [],
    }
    return render(request, "schemes/difference.html", context)


@require_POST
def rename(request: HttpRequest, reference: str) -> HttpResponse:
    """Another name or year."""
    access = managed_or_404(request, reference)
    form = NameForm(request.POST)
    if not form.is_valid():
        context = page_context(access, shown_version(access)) | {"name_form": form}
        return render(request, "schemes/scheme.html", context, status=INVALID)
    rename_scheme(scheme_id=access.scheme.pk, **form.cleaned_data, by=access.user)
    say(request, _("Đã đổi tên bảng điểm."))
    return redirect("scheme", reference)


@require_POST
def archive(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a scheme away, or take it out again: each undoes the other."""
    access = managed_or_404(request, reference)
    away = access.scheme.archived_at is None
    archive_scheme(scheme_id=access.scheme.pk, archived=away, by=access.user)
    sentence = _("Đã cất bảng điểm vào kho lưu.") if away else _("Đã đưa bảng điểm ra khỏi kho lưu.")
    say(request, sentence, undo=reverse("scheme-archive", args=[reference]))
    return redirect("scheme", reference)


def shown_version(access: Access) -> SchemeVersion:
    """The edition in force; before the first one, the draft, which is there for who manages alone."""
    shown = latest_published(access.scheme) or draft_of(access.scheme)
    assert shown is not None  # a scheme has an edition or a draft
    return shown


def page_context(access: Access, shown: SchemeVersion) -> dict[str, Any]:
    """What the page of an edition is drawn from."""
    scheme, table = access.scheme, scheme_from(shown.content)
    versions = list(scheme.versions.select_related("published_by__person", "edited_by__person").order_by("-number"))
    if not access.manages:
        versions = [one for one in versions if one.is_published]
    owner = last_names_of([scheme.owner_id], clock.today()).get(scheme.owner_id)
    return {
        "title": scheme.name,
        "scheme": scheme,
        "version": shown,
        "versions": versions,
        "draft": next((one for one in versions if not one.is_published), None),
        "owner": owner.name if owner else scheme.owner.code,
        "table": table,
        "total": total_of(table),
        "lines": lines_of(table),
        "rules": rules_of(table),
        "tie_breaks": tie_breaks_of(table),
        "uses": uses_of(shown) if shown.is_published else [],
        "manages": access.manages,
        "name_form": NameForm(initial={"name": scheme.name, "year": scheme.year}),
    }


def _compared(request: HttpRequest, access: Access, shown: SchemeVersion) -> list[SchemeVersion]:
    """What an edition may be put beside: earlier ones of its scheme, then those of the one that it was copied from."""
    own = access.scheme.versions.filter(number__lt=shown.number, published_at__isnull=False).select_related("scheme")
    origin = access.scheme.copied_from_id
    copied = SchemeVersion.objects.none()
    if origin is not None and seen_by(request.user).filter(pk=origin).exists():
        copied = SchemeVersion.objects.filter(scheme=origin).select_related("scheme")
        published = copied.filter(published_at__isnull=False)
        copied = published if published.exists() or not access.manages else copied
    return [*own.order_by("-number"), *copied.order_by("-number")]


def _key(version: SchemeVersion) -> str:
    return f"{version.scheme.reference}:{version.number}"


def _headed(version: SchemeVersion, other: SchemeVersion | None) -> str:
    """What an edition is called beside another one: of the same scheme its number says it."""
    if other is None or other.scheme_id != version.scheme_id:
        return _called(version)
    return _("Bản %(n)s") % {"n": version.number}


def _called(version: SchemeVersion) -> str:
    scheme: Scheme = version.scheme
    pattern = _("%(name)s %(year)s, bản %(n)d") if version.is_published else _("%(name)s %(year)s, bản soạn %(n)d")
    return pattern % {"name": scheme.name, "year": scheme.year, "n": version.number}
