"""What views do with forms: take what was sent, try what it asks for, say a broken rule at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from thidua.core.errors import DomainError

INVALID = 422
"""The status of a page whose form was not understood; that of a broken rule is the rule's own."""

Made = TypeVar("Made")


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent to be done, None where a page is only opened: a form that is sent empty has its errors too."""
    return request.POST if request.method == "POST" else None


def submitted(form: BaseForm, change: Callable[[], Made], *, otherwise: str | None = None) -> tuple[Made | None, int]:
    """What `change` made of a valid form, else None with the status of the page that shows the form.

    200 where nothing was sent, 422 where the form has errors, the rule's own status where `change` broke one: its
    sentence then stands in the form, see `refuse`. `change` answers something that is not None.
    """
    if not form.is_bound:
        return None, 200
    if not form.is_valid():
        return None, INVALID
    try:
        return change(), 200
    except DomainError as error:
        return None, refuse(form, error, otherwise=otherwise)


def refuse(form: BaseForm, error: DomainError, *, otherwise: str | None = None) -> int:
    """Say a broken rule at the field that it names, else at the field `otherwise` or above the form; its status."""
    form.add_error(error.where if error.where in form.fields else otherwise, error.sentence)
    return error.status
