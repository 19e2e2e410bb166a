"""What stands behind the question mark: a name that the API does not know is refused, not passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.operation import Operation

from thidua.core.errors import BadEntry

from .errors import BadRequestFields


def refuse_unknown(routers: Iterable[Router]) -> None:
    """Let every operation answer 422 to parameters that it does not have: a misspelt filter would filter nothing."""
    for router in routers:
        for path in router.path_operations.values():
            for operation in path.operations:
                operation.view_func = _knowing(operation.view_func, _names(operation))


def _names(operation: Operation) -> frozenset[str]:
    asked = (model for model in operation.models if model.__ninja_param_source__ == "query")
    return frozenset(name for model in asked for name in model.__ninja_flatten_map__)


def _knowing(view: Callable[..., Any], names: frozenset[str]) -> Callable[..., Any]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> Any:
        unknown = sorted(set(request.GET) - names)
        if unknown:
            known = ", ".join(sorted(names)) or _("không tham số nào")
            said = _("Địa chỉ này không có tham số «%(name)s», chỉ nhận: %(known)s.")
            flaws = [BadEntry(name, said % {"name": name, "known": known}) for name in unknown]
            raise BadRequestFields(flaws[0].sentence, flaws)
        return view(request, *args, **named)

    return answer
