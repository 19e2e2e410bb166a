"""The API of version 1, put together from its routers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI

from . import figures, indicators, reports, targets, units
from .auth import Session, Token
from .errors import handle_errors, method_not_allowed
from .parameters import refuse_unknown
from .parsing import StrictParser
from .throttle import REQUESTS_A_MINUTE, PerAccount

NAMESPACE = "api-v1"
METHOD_NOT_ALLOWED = 405
LIMIT = PerAccount(REQUESTS_A_MINUTE)

api = NinjaAPI(
    title="Thi Đua",
    version="1",
    description="Đơn vị, chỉ tiêu, báo cáo và số liệu. Cách dùng: docs/api.md.",
    urls_namespace=NAMESPACE,
    # The interactive page of the framework loads its scripts from elsewhere; ours load nothing from anywhere.
    docs_url=None,
    auth=[Token(), Session()],
    throttle=[LIMIT],
    parser=StrictParser(),
)
handle_errors(api)
refuse_unknown(module.router for module in (units, indicators, targets, reports, figures))
api.add_router("/units", units.router, tags=["Đơn vị"])
api.add_router("", indicators.router, tags=["Danh mục"])
api.add_router("/targets", targets.router, tags=["Chỉ tiêu giao"])
api.add_router("/reports", reports.router, tags=["Báo cáo"])
api.add_router("/figures", figures.router, tags=["Số liệu"])


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The addresses of the API; a wrong method is answered in the one shape too."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        pattern.callback = _saying_what_it_takes(pattern.callback)
    return patterns, app, namespace


def _saying_what_it_takes(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view, updated=())
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        response = view(request, *args, **named)
        if response.status_code == METHOD_NOT_ALLOWED:
            return method_not_allowed(request, response["Allow"])
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # tokens are no cookies; sessions only read
    return answer
