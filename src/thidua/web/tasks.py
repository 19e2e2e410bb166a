"""What takes longer than a page: writing large tables; and clearing up after them."""

from __future__ import annotations

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.core.errors import DomainError
from thidua.exchange.errors import Cancelled
from thidua.exchange.models import Export
from thidua.exchange.services.exports import WRITE, forget_expired, note_failure
from thidua.exchange.services.exports import write_export as write
from thidua.figures.history import BeingRestated
from thidua.indicators.queries import refresh_catalogue
from thidua.notices.services import notify

from .exports.asking import ask, source_line
from .exports.tables import TABLES

log = structlog.get_logger(__name__)


@app.task(name=WRITE)
def write_export(export_id: int) -> None:
    """Write a table as the person who asked for it sees it now: what she may see is asked again."""
    export = Export.objects.select_related("asked_by__person").filter(pk=export_id).first()
    if export is None or not export.state.going_on:
        return
    try:
        _write(export)
    except Cancelled:
        return
    except (Http404, PermissionDenied):
        sentence = _("Bạn không còn xem được bảng này nên tệp không được lập.")
    except BeingRestated:
        sentence = _("Số liệu đang được cộng lại theo cây đơn vị khác. Hãy xuất lại sau ít phút.")
    except DomainError as error:
        sentence = error.sentence
    except Exception:
        log.exception("export.failed", export=export_id)
        note_failure(export=export, sentence=_("Có lỗi ở máy chủ. Hãy xuất lại hoặc báo người quản trị kỹ thuật."))
        raise
    else:
        _tell(export, "export.ready")
        return
    note_failure(export=export, sentence=sentence)
    _tell(export, "export.failed")


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="forget-exports", name="exchange.forget_exports")
def forget_exports(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Delete files that have had their day."""
    forget_expired()


def _write(export: Export) -> None:
    if not export.asked_by.is_active:
        raise PermissionDenied
    refresh_catalogue()
    asked = ask(TABLES, user=export.asked_by, path=export.path, query=export.query)
    write(export=export, sheet=asked.sheet, source=source_line(export.asked_by))


def _tell(export: Export, kind: str) -> None:
    key = f"{kind}:{export.reference}"
    notify(users=[export.asked_by_id], kind=kind, link=reverse("export-list"), key=key, title=export.title)
