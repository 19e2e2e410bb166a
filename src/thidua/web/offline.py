"""What a browser keeps for the hours without a connection: the service worker and the page that it falls back on."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@login_not_required
@never_cache
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """The script that answers for the whole site: it must come from the root, its text has a name with a hash."""
    return HttpResponse(f'importScripts("{static("js/worker.js")}");\n', content_type="text/javascript; charset=utf-8")


@login_not_required
@require_GET
def nothing_kept(request: HttpRequest) -> HttpResponse:
    """The page in the place of one that was never opened with a connection."""
    return render(request, "web/offline.html")
