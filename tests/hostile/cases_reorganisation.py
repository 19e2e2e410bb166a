"""Reorganisations: lists that cannot be read or carried out, steps in the wrong stage, people without the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.hostile.case import LOG, Act, Answer, Case, heard, post, send_file, service, visit
from tests.hostile.stage import Stage
from tests.hostile.workbooks import bomb_by_ratio
from thidua.core import clock
from thidua.org.rules import WHOLE
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.rules import Change, ChangeKind
from thidua.reorganisation.services import (
    Decision,
    ask_for_commit,
    commit_reorganisation,
    draft_reorganisation,
    replace_changes,
)

NEW = "/sap-xep/moi/"
DECISION = {
    "issuer": "city",
    "number": "12/QĐ",
    "decided_on": "2024-05-10",
    "title": "Sắp xếp",
    "on": "2024-07-01",
    "open_reports": "cut_off",
    "open_targets": "follow",
    "people": "end",
}
RENAME = Change(ChangeKind.RENAME, "school", name="Trường", row=1)
NOWHERE = Change(ChangeKind.MOVE, "school", under="nobody", row=1)
HEAD = "Thay đổi;Mã đơn vị;Tên mới;Đơn vị cấp trên mới;Đơn vị kế tục;Tỷ lệ\n"


def _draft(*changes: Change) -> Reorganisation:
    one = Reorganisation.objects.get()
    return replace_changes(reorganisation_id=one.pk, changes=changes, by=one.made_by)


def _begun(*changes: Change) -> Callable[[Stage], None]:
    """A draft of the city's with these rows."""

    def given(stage: Stage) -> None:
        day = clock.today()
        decision = Decision(title="Sắp xếp", number="12/QĐ", decided_on=day, on=day + timedelta(days=60))
        draft_reorganisation(issuer=stage.units["city"], decision=decision, by=stage.people["administrator"])
        if changes:
            _draft(*changes)

    return given


def _done(stage: Stage) -> None:
    _begun(RENAME)(stage)
    one = Reorganisation.objects.get()
    ask_for_commit(reorganisation_id=one.pk, by=one.made_by)
    commit_reorganisation(reorganisation_id=one.pk, by=one.made_by)


def _on(path: str, data: dict[str, str] | None = None, *, who: str = "administrator") -> Act:
    """Send a form to the one reorganisation that there is."""

    def act(stage: Stage) -> Answer:
        return post(who, f"/sap-xep/{Reorganisation.objects.get().pk}/{path}", data)(stage)

    return act


def _file(content: bytes | Callable[[], bytes], name: str = "ds.csv", *, who: str = "administrator") -> Act:
    """Upload a list for it; what is costly to build is built when it is used."""

    def act(stage: Stage) -> Answer:
        address = f"/sap-xep/{Reorganisation.objects.get().pk}/tai-len/"
        body = content if isinstance(content, bytes) else content()
        return heard(stage.clients[who].post(address, {"file": SimpleUploadedFile(name, body)}))

    return act


CASES = [
    Case("a decision by an officer", post("officer", NEW, DECISION), 403, "dành cho người quản trị"),
    Case("a decision of nobody", post("administrator", NEW, DECISION | {"issuer": "x"}), 422, "Không có đơn vị nào"),
    Case(
        "a day that there is not",
        post("administrator", NEW, DECISION | {"on": "2024-02-31"}),
        422,
        "Ngày viết chưa đúng",
    ),
    Case("a day of another age", post("administrator", NEW, DECISION | {"on": "9999-01-01"}), 422, "Ngày quá xa"),
    Case(
        "a program as the decision",
        send_file(NEW, b"MZ" + bytes(60), "qd.pdf", "administrator", "document", **DECISION),
        422,
        "là chương trình",
    ),
    Case("one that there is not", visit("administrator", "/sap-xep/999999/"), 404, "Trang này không có"),
    Case("a draft of others", _on("xem-truoc/", who="officer"), 403, "không có quyền", given=_begun(RENAME)),
    Case("a picture as the list", _file(b"\x89PNG\r\n\x1a\n"), 415, "không phải danh sách", given=_begun(RENAME)),
    Case("a bomb as the list", _file(bomb_by_ratio, "x.xlsx"), 413, "quá lớn", given=_begun(RENAME)),
    Case("a list of kinds that are none", _file(f"{HEAD}Nổ;school".encode()), 422, "Nổ", given=_begun(RENAME)),
    Case(
        "a list of parts that are none",
        _file(f"{HEAD}Chia;school;;;mill;1/0".encode()),
        422,
        "1/0",
        given=_begun(RENAME),
    ),
    Case(
        "a change of a kind that is none",
        _on("them/explode/", {"code": "school"}),
        404,
        "Trang này",
        given=_begun(RENAME),
    ),
    Case("a change of nobody", _on("them/rename/", {"code": "x", "name": "y"}), 422, "Không có đơn vị", given=_begun()),
    Case("a row that is not there", _on("bo/99999999/"), 422, "không còn dòng", given=_begun(RENAME)),
    Case("a row made up by hand", _on("tra-lai/?dong=abc"), 404, "Trang này", given=_begun(RENAME)),
    Case("nothing to carry out", _on("thuc-hien/"), 409, "xem trước lại", given=_begun()),
    Case("errors to carry out", _on("thuc-hien/"), 409, "Còn 1 chỗ phải sửa", given=_begun(NOWHERE)),
    Case(
        "editing what is done", _on("them/rename/", {"code": "school", "name": "x"}), 409, "Đã thực hiện", given=_done
    ),
    Case("throwing away what is done", _on("huy/"), 409, "Đã thực hiện", given=_done),
    Case("undoing by an officer", _on("hoan-tac/", who="officer"), 403, "không có quyền", given=_done),
    Case(
        "a merge into itself by the service",
        service(
            lambda stage: commit_reorganisation(
                reorganisation_id=_draft(Change(ChangeKind.MERGE, "school", heirs=(("school", WHOLE),))).pk,
                by=stage.people["administrator"],
            )
        ),
        409,
        "Đang soạn",
        given=_begun(),
        beside=LOG | {"reorganisation_reorganisation"},
    ),
]
