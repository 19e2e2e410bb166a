"""A table as the answer to a request."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpRequest, HttpResponse

from thidua.exchange.exports import Sheet
from thidua.exchange.writing import MEDIA_TYPE, file_name, write_workbook
from thidua.people.models import User

from .asking import source_line


def workbook_answer(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """A table as a file to keep."""
    memory = BytesIO()
    write_workbook(sheet, memory, source=source_line(taker_of(request)))
    answer = HttpResponse(memory.getvalue(), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(sheet.title)}"'
    answer["Cache-Control"] = "no-store"
    return answer


def taker_of(request: HttpRequest) -> User:
    """Who takes the file away: who is signed in, whomever she sees as."""
    taker = getattr(request, "signed_in_as", request.user)
    assert isinstance(taker, User)  # the middleware lets nobody else through
    return taker
