"""Reading a request's JSON: nothing is guessed, nothing is read twice."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from .errors import NotJson, Unreadable, too_large

LARGEST_BODY = 2 * 1024 * 1024


class StrictParser(Parser):
    """JSON in UTF-8, at most 2 MB, without NaN and without a name twice in one object."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as values. Raises NotJson, BodyTooLarge or Unreadable."""
        if request.content_type != "application/json":
            raise NotJson(_("Hãy gửi nội dung với tiêu đề Content-Type: application/json."))
        if len(request.body) > LARGEST_BODY:
            raise too_large()
        try:
            return json.loads(
                request.body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice
            )
        except RecursionError:
            raise Unreadable(_("JSON lồng quá sâu. Hãy gửi đúng dạng mà tài liệu mô tả.")) from None
        except ValueError:
            raise Unreadable(_("Yêu cầu không đọc được. Hãy gửi JSON đúng chuẩn, mã hóa UTF-8.")) from None


def _refuse_constant(name: str) -> Any:
    raise Unreadable(_("%(name)s không phải là số liệu. Hãy gửi số hữu hạn, viết trong ngoặc kép.") % {"name": name})


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable(_("Một tên được viết hai lần trong cùng một đối tượng JSON. Hãy chỉ để một."))
    return found
