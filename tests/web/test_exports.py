"""Tables as Excel files: what is seen and nothing else, at once or by a worker."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from lxml import html
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.access.see_as import SEEN
from thidua.access.services import end_grant
from thidua.audit.services import record, seal_inbox
from thidua.core import clock
from thidua.exchange.errors import Cancelled, TooManyExports
from thidua.exchange.exports import Column, Sheet
from thidua.exchange.models import Export
from thidua.exchange.rules import ExportState
from thidua.exchange.services import exports as services
from thidua.notices.models import Notice
from thidua.org.models import Placement
from thidua.people.models import User
from thidua.web import tasks
from thidua.web.exports import views

pytestmark = pytest.mark.django_db
LOG = "/nhat-ky/"


@pytest.fixture(autouse=True)
def exports_dir(settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path / "exports"
    return settings.EXPORTS_DIR


def export_url(address: str) -> str:
    return f"/tep-xuat/bang{address}"


def table_in(content: bytes) -> list[list[Any]]:
    """The rows from the headings to the last one."""
    rows = [list(row) for row in openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
    top = next(at for at, row in enumerate(rows) if not any(row)) + 1
    end = next(at for at, row in enumerate(rows) if at >= top and not any(row))
    return rows[top:end]


def facts_in(content: bytes) -> list[str]:
    """The lines above the table, its title first."""
    rows = openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    lines = [row[0] for row in rows]
    return lines[: lines.index(None)]


def taken(client: Client, address: str) -> bytes:
    answer = client.get(export_url(address))
    assert answer.status_code == 200, answer.content.decode()[:400]
    assert answer["Content-Type"] == views.MEDIA_TYPE
    return answer.content


def seen(client: Client, address: str, *columns: int) -> list[tuple[str, ...]]:
    """What some columns of the page's table say, row by row."""
    page = html.fromstring(client.get(address).content.decode())
    rows = page.xpath("//main//table[contains(@class, 'data-table')]/tbody/tr[td]")
    cells = [row.xpath("./th|./td") for row in rows]
    return [tuple(" ".join(row[at].text_content().split()) for at in columns) for row in cells]


def columns(rows: list[list[Any]], *wanted: int) -> list[tuple[Any, ...]]:
    return [tuple(row[at] for at in wanted) for row in rows[1:]]


@pytest.fixture
def month(units):
    """The two districts of the tests of pages, with a month that is open."""
    reports.opened()
    return units


# ── What is seen ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "query", ["", "?trang-thai=draft", "?q=school", "?q=SCHO&trang-thai=draft", "?q=nothing-at-all"]
)
def test_the_list_of_reports_is_taken_away_as_it_is_narrowed(month, client_of, query):
    client = client_of(people.officer(month["city"]))
    address = f"/bao-cao/{query or '?'}&cua=tat-ca".replace("?&", "?")

    rows = table_in(taken(client, address))

    assert columns(rows, 0, 1, 3) == seen(client, address, 0, 1, 2)
    assert rows[0][:4] == ["Đơn vị", "Kỳ", "Mã đơn vị", "Biểu mẫu"]
    assert query == "?q=nothing-at-all" or len(rows) > 1


def test_all_pages_are_taken_away_and_the_page_at_hand_does_not_matter(month, client_of, monkeypatch):
    client = client_of(people.officer(month["city"]))
    whole = columns(table_in(taken(client, "/bao-cao/?cua=tat-ca")), 0, 1)
    monkeypatch.setattr("thidua.reporting.views.lists.PAGE", 2)

    second = client.get("/bao-cao/?cua=tat-ca&trang=2")
    link = html.fromstring(second.content.decode()).xpath("//a[@data-export]/@href")[0]

    assert link == "/tep-xuat/bang/bao-cao/?cua=tat-ca"
    assert columns(table_in(client.get(link).content), 0, 1) == whole
    assert len(whole) > 2


def test_the_file_says_what_it_was_narrowed_to_and_where_it_comes_from(month, client_of):
    user = people.officer(month["city"])
    content = taken(client_of(user), "/bao-cao/?cua=tat-ca&trang-thai=draft&q=school")
    last = list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))[-1][0]

    assert facts_in(content) == [
        "Báo cáo",
        "Phạm vi: Tất cả trong phạm vi",
        "Trạng thái: Đang nhập",
        "Lọc theo tên đơn vị: school",
    ]
    assert last.startswith("Nguồn: Thi Đua, city, xuất lúc ")
    assert last.endswith(f"18/05/2024, người xuất {user}.")


def test_the_log_is_taken_away_as_it_is_narrowed_newest_first(month, client_of):
    user = people.administrator(month["city"])
    for n in range(60):
        record("period.opened", by=user, about=month["school"], unit=month["school"], period=f"P{n}", count=n)
    record("user.signed_in", by=user, about=user)
    seal_inbox()
    client = client_of(user)

    rows = table_in(taken(client, f"{LOG}?event=period.opened&unit=school"))

    assert len(rows) == 61
    assert [str(row[0]) for row in rows[1:51]] == [
        n for (n,) in seen(client, f"{LOG}?event=period.opened&unit=school", 0)
    ]
    assert len(table_in(taken(client, LOG))) > 61


@pytest.mark.parametrize(
    ("who", "address", "same"),
    [
        ("administrator", "/quan-tri/tai-khoan/?state=active", ((1, 0),)),
        ("administrator", "/ky-bao-cao/?nam=2024", ((4, 6),)),
        ("officer", "/hop-thu/chua-nop/", ((0, 0), (1, 2))),
        ("officer", "/danh-muc/?linh-vuc=ORG&q=doan+vien", ((0, 0), (1, 1), (2, 3))),
        ("officer", "/danh-muc/bieu-mau/", ((0, 0), (2, 3))),
        ("administrator", "/ai-xem-duoc/school/", ((0, 0),)),
    ],
)
def test_a_table_has_the_rows_of_its_page_in_their_order(month, client_of, who, address, same):
    """`same` pairs columns of the page with those of the file; a page may say more beside a name."""
    client = client_of(getattr(people, who)(month["city"]))

    rows = columns(table_in(taken(client, address)), *(file for _page, file in same))
    shown = seen(client, address, *(page for page, _file in same))

    assert len(rows) == len(shown) > 0
    for row, line in zip(rows, shown, strict=True):
        assert all(text.startswith(str(cell)) for cell, text in zip(row, line, strict=True))


def test_the_tree_is_a_flat_list_of_what_may_be_seen(month, client_of):
    whole = table_in(taken(client_of(people.officer(month["city"])), "/cay-don-vi/"))
    part = table_in(taken(client_of(people.officer(month["district_a"])), "/cay-don-vi/don-vi/district_a/"))

    assert [(row[0], row[4], row[5] or None) for row in whole[1:]] == [
        ("city", 1, None),
        ("district_a", 2, "city"),
        ("market", 3, "district_a"),
        ("school", 3, "district_a"),
        ("district_b", 2, "city"),
        ("clinic", 3, "district_b"),
    ]
    assert [row[0] for row in part[1:]] == ["district_a", "market", "school"]


def test_the_board_is_taken_away_with_all_children_and_exact_numbers(month, client_of):
    rows = table_in(taken(client_of(people.officer(month["city"])), "/chi-tieu/bang/city/2024/?cot-chon=1&cot=dang-ky"))

    assert rows[0] == ["Chỉ tiêu", "Đơn vị tính", "Giao", "Đăng ký", "Kết quả", "% giao"]
    assert rows[2][2:] == [400, "–", 100, 0.25]


def test_parts_of_a_figure_add_up_to_it(month, client_of):
    rows = table_in(taken(client_of(people.officer(month["city"])), "/so-lieu/city/2024-Q1/ORG21/"))

    at = rows[0].index("Giá trị")
    assert [(row[0], row[at]) for row in rows[1:]] == [("district_a", 60), ("district_b", 40), ("Cộng lại", 100)]


# ── Who may ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("address", "status"),
    [
        (LOG, 403),
        ("/quan-tri/tai-khoan/", 403),
        ("/ky-bao-cao/", 403),
        ("/hop-thu/", 403),
        ("/don-vi-khong-co/", 404),
        ("/bao-cao/?bang=khong-co", 404),
        ("/bao-cao/clinic/2024-M05/grassroots-month/?bang=cac-lan-nop", 404),
        ("/cay-don-vi/don-vi/clinic/", 404),
        ("/ai-xem-duoc/clinic/", 404),
        ("/so-lieu/clinic/2024-Q1/ORG21/", 404),
        ("/chi-tieu/bang/clinic/2024/", 404),
        ("/cay-don-vi/?as_of=x", 400),
    ],
)
def test_nobody_takes_away_what_she_may_not_see(month, client_of, address, status):
    client = client_of(people.chair(month["school"]))

    assert client.get(export_url(address)).status_code == status
    assert client.post(export_url(address)).status_code == status
    assert not Export.objects.exists()


def test_the_list_holds_what_the_reader_sees_and_nothing_else(month, client_of):
    rows = table_in(taken(client_of(people.officer(month["district_a"])), "/bao-cao/?cua=tat-ca"))

    assert {row[2] for row in rows[1:]} == {"district_a", "school", "market"}


def test_who_sees_as_another_takes_nothing_of_the_others_own_account_and_is_named(month, client_of):
    by, other = people.administrator(month["city"]), people.officer(month["city"])
    client = client_of(by)
    session = client.session
    session[SEEN] = [other.pk, clock.now().timestamp() + 600]
    session.save()

    assert client.get(export_url("/tai-khoan/uy-quyen/")).status_code == 403
    last = list(openpyxl.load_workbook(BytesIO(taken(client, "/danh-muc/bieu-mau/"))).worksheets[0].values)[-1][0]
    assert f"người xuất {by}." in last


# ── Large tables ─────────────────────────────────────────────────────────────
@pytest.fixture
def large(monkeypatch):
    """Every table is large."""
    monkeypatch.setattr(views, "ROWS_AT_ONCE", 0)


def asked(client: Client, address: str = "/bao-cao/?cua=tat-ca&q=school") -> Export:
    answer = client.post(export_url(address))
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == "/tep-xuat/"
    return Export.objects.latest("pk")


def test_a_large_table_is_written_by_a_worker_and_waits_for_a_day(month, client_of, large, exports_dir):
    user = people.officer(month["city"])
    client = client_of(user)
    asks = client.get(export_url("/bao-cao/?cua=tat-ca&q=school"))

    assert "Lập tệp Excel" in asks.content.decode()
    assert not Export.objects.exists(), "looking asks for nothing"
    export = asked(client)
    assert export.state is ExportState.WAITING
    assert ProcrastinateJob.objects.get(task_name=services.WRITE).args == {"export_id": export.pk}
    assert "chờ đến lượt" in client.get("/tep-xuat/").content.decode()
    assert client.get(f"/tep-xuat/{export.reference}/").status_code == 404

    tasks.write_export(export.pk)

    export.refresh_from_db()
    answer = client.get(f"/tep-xuat/{export.reference}/")
    content = b"".join(answer.streaming_content)
    assert export.state is ExportState.READY
    assert (export.done, export.total) == (len(table_in(content)) - 1, len(table_in(content)) - 1)
    assert export.size == len(content)
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao.xlsx"'
    assert {row[0] for row in table_in(content)[1:]} == {"school"}
    assert export.expires_at - export.ready_at == timedelta(days=1)
    assert Notice.objects.get(user=user).kind == "export.ready"
    assert [path.name for path in exports_dir.iterdir()] == [f"{export.reference}.xlsx"]
    assert (exports_dir / f"{export.reference}.xlsx").stat().st_mode & 0o077 == 0


def test_only_who_asked_gets_the_file(month, client_of, large):
    export = asked(client_of(people.officer(month["city"])))
    tasks.write_export(export.pk)
    other = client_of(people.administrator(month["city"]))

    assert other.get(f"/tep-xuat/{export.reference}/").status_code == 404
    assert other.post(f"/tep-xuat/{export.reference}/xoa/").status_code == 404
    assert other.post(f"/tep-xuat/{export.reference}/huy/").status_code == 404
    assert export.title not in html.fromstring(other.get("/tep-xuat/").content.decode()).xpath("string(//main//tbody)")


def test_what_she_may_see_is_asked_again_when_the_worker_writes(month, client_of, large, exports_dir):
    user = people.inspector(month["city"])
    export = asked(client_of(user), LOG)
    grant = user.grants.get()
    end_grant(grant_id=grant.pk, on=clock.today(), by=None)

    tasks.write_export(export.pk)

    export.refresh_from_db()
    assert export.state is ExportState.FAILED
    assert "không còn xem được" in export.failure
    assert Notice.objects.get(user=user).kind == "export.failed"
    assert not exports_dir.exists() or not list(exports_dir.iterdir())


def test_a_closed_account_gets_nothing_written(month, client_of, large):
    user = people.officer(month["city"])
    export = asked(client_of(user))
    User.objects.filter(pk=user.pk).update(is_active=False)

    tasks.write_export(export.pk)

    export.refresh_from_db()
    assert export.state is ExportState.FAILED


def test_asking_twice_is_asking_once_and_nobody_asks_for_many(month, client_of, large):
    user = people.officer(month["city"])
    client = client_of(user)

    assert asked(client).pk == asked(client).pk
    for n in range(services.MOST_UNFINISHED - 1):
        asked(client, f"/bao-cao/?q={n}")
    answer = client.post(export_url("/bao-cao/?q=one-more"))
    assert answer.status_code == TooManyExports.status
    assert "Hãy đợi hoặc hủy bớt" in answer.content.decode()
    tasks.write_export(Export.objects.earliest("pk").pk)
    asked(client, "/bao-cao/?q=one-more")


def test_a_cancelled_table_is_not_written_on(month, client_of, large, exports_dir):
    client = client_of(people.officer(month["city"]))
    export = asked(client)
    client.post(f"/tep-xuat/{export.reference}/huy/")
    export.refresh_from_db()
    assert export.state is ExportState.CANCELLED

    tasks.write_export(export.pk)

    assert not exports_dir.exists()
    assert "đã hủy" in client.get("/tep-xuat/").content.decode()


def test_cancelling_stops_a_worker_between_rows_and_leaves_no_file(month, client_of, large, exports_dir):
    user = people.officer(month["city"])
    export = asked(client_of(user))
    written: list[int] = []

    def rows():
        for n in range(10_000):
            if n == 700:
                services.cancel_export(export=export, by=user)
            written.append(n)
            yield (str(n),)

    with pytest.raises(Cancelled):
        services.write_export(export=export, sheet=Sheet("Bảng", (Column("Số"),), rows(), 10_000), source="")

    export.refresh_from_db()
    assert len(written) == 1_000, "it is asked every few hundred rows"
    assert (export.state, export.done, export.total) == (ExportState.CANCELLED, 500, 10_000)
    assert not list(exports_dir.iterdir())


def test_a_job_that_died_is_done_again(month, client_of, large, exports_dir):
    export = asked(client_of(people.officer(month["city"])))
    exports_dir.mkdir()
    left = exports_dir / f"{export.reference}.0a1b2c3d.part"
    left.write_bytes(b"half a file")
    Export.objects.filter(pk=export.pk).update(done=500)

    tasks.write_export(export.pk)

    left.unlink()
    [path] = exports_dir.iterdir()
    assert path.name == f"{export.reference}.xlsx"
    assert table_in(path.read_bytes())
    before = path.stat().st_mtime_ns
    tasks.write_export(export.pk)
    assert path.stat().st_mtime_ns == before, "what is written is not written again"


def test_files_are_deleted_by_hand_or_after_a_day(
    month, client_of, large, exports_dir, django_capture_on_commit_callbacks
):
    client = client_of(people.officer(month["city"]))
    first, second = asked(client), asked(client, "/bao-cao/?q=market")
    for export in (first, second):
        tasks.write_export(export.pk)
    for name in ("nobodys.xlsx", "dead.part", "alive.part"):
        (exports_dir / name).touch()
    os.utime(exports_dir / "dead.part", (0, 0))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/tep-xuat/{first.reference}/xoa/")
    assert {path.stem for path in exports_dir.iterdir()} == {second.reference, "nobodys", "dead", "alive"}
    assert services.forget_expired() == 0
    assert {path.stem for path in exports_dir.iterdir()} == {second.reference, "alive"}
    Export.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    tasks.forget_exports(0)

    assert not Export.objects.exists()
    assert [path.name for path in exports_dir.iterdir()] == ["alive.part"]


def test_the_list_of_files_asks_again_only_while_one_is_written(month, client_of, large):
    client = client_of(people.officer(month["city"]))
    assert "Chưa có tệp nào" in client.get("/tep-xuat/").content.decode()
    export = asked(client)
    Export.objects.filter(pk=export.pk).update(done=1)
    part = client.get("/tep-xuat/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="files" hx-get')
    assert "<progress" in part

    tasks.write_export(export.pk)

    part = client.get("/tep-xuat/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="files">')
    assert "Tải về" in part


def test_taking_away_costs_no_more_statements_for_more_rows(client_of, django_assert_max_num_queries):
    reports.forms()
    units = tree(*(f"province > school_{n}" for n in range(40)))
    reports.opened()
    client = client_of(people.officer(units["province"]))
    taken(client, "/bao-cao/?cua=tat-ca")

    with django_assert_max_num_queries(16):
        assert len(table_in(taken(client, "/bao-cao/?cua=tat-ca"))) > 40


def test_a_name_that_looks_like_a_formula_stays_a_name(client_of):
    reports.forms()
    units = tree("province > kindergarten")
    Placement.objects.filter(unit=units["kindergarten"]).update(name="=SUM(A1)")
    rows = table_in(taken(client_of(people.officer(units["province"])), "/cay-don-vi/"))

    assert rows[2][1] == "=SUM(A1)"
