"""Every screen: its URL name, who opens it, and what it is opened about.

`furnish` gives the world what no report has: a request, an entry on behalf, a draft of a form, past totals,
lists that wait for their preview, a saved view. What it makes is named by the values that the screens take.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.browser.ballots import furnish_ballots
from tests.browser.clusters import furnish_cluster
from tests.browser.covenants import furnish_covenants
from tests.browser.rankings import furnish_rankings
from tests.browser.scorecards import furnish_rounds
from tests.browser.world import World
from tests.factories import reports
from tests.factories.uploads import png
from tests.factories.workbooks import form_book
from thidua.access.models import AccountImport
from thidua.core import clock
from thidua.core.periods import Calendar, parse
from thidua.documents.models import Document
from thidua.documents.rules import Kind
from thidua.documents.services.issuing import issue_document
from thidua.documents.stored import content_from_data, digest
from thidua.drafting.services import Wanted, draft_document
from thidua.emulation.movements.rules import Counting, MovementKind, ProgrammeKind
from thidua.emulation.movements.services.movements import Setting, draft_movement, launch_movement
from thidua.emulation.movements.services.programmes import About, Aim, add_programme, add_target
from thidua.exchange.models import Intake
from thidua.files.models import StoredFile
from thidua.indicators.models import Form
from thidua.indicators.queries import catalogue
from thidua.indicators.services.drafts import begin_draft
from thidua.org.rules import WHOLE, UnitKind
from thidua.people.models import User
from thidua.registers.members.rules import Details
from thidua.registers.members.services import admit_member, transfer_member
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.rules import Change, ChangeKind
from thidua.reorganisation.services import (
    Decision,
    ask_for_commit,
    commit_reorganisation,
    draft_reorganisation,
    replace_changes,
)
from thidua.reporting.models import AdHocRequest
from thidua.reporting.rules import Channel
from thidua.reporting.services.behalf import begin_behalf, make_link
from thidua.reporting.services.evidence import attach_evidence
from thidua.reporting.services.requests import Asked, send_request
from thidua.reporting.services.uploads import preview_upload
from thidua.reporting.services.workflow import submit_report

MONTH, FORM = "2024-M05", "grassroots-month"
OLD_TOTALS = (
    ("Mã chỉ tiêu", "Chỉ tiêu", "2018", "2019"),
    ("ORG21", "Đoàn viên kết nạp mới", "1200", "1300"),
    ("ORG16", "Người lao động", "chưa rõ", "90000"),
)
NEW_UNITS = (
    "Mã,Tên,Loại,Mã cấp trên,Ngày thành lập\n"
    "UH-04,CĐCS Trường Tiểu học Vân Đình,CĐCS,UH,01/09/2019\n"
    "UH-05,CĐCS Hợp tác xã Dệt,CĐCS,không-có,32/01/2019\n"
)
NEW_PEOPLE = (
    "Họ và tên,Vai trò,Mã đơn vị,Tên đăng nhập,Thư điện tử\nLê Văn Tám,Chủ tịch,UH-02,,\nĐỗ Thị Chín,nhà vua,UH-03,,\n"
)

MERGE = Change(ChangeKind.MERGE, "UH-02", heirs=(("UH-03", WHOLE),), reason="Sáp nhập", row=2)
NOWHERE = Change(ChangeKind.MOVE, "UH-01", under="HN-99", row=3)
RENAMED = Change(ChangeKind.RENAME, "UH-01", name="CĐCS Trường THCS Phù Lưu Tế", row=1)


@dataclass(frozen=True)
class Screen:
    """A page: the name of its address and of the person of the `World` who opens it, "" for nobody.

    A value of `takes` that begins with "@" is what `furnish` made under this name.
    """

    name: str
    person: str
    query: str = ""
    takes: dict[str, Any] = field(default_factory=dict)

    def address(self, made: dict[str, Any]) -> str:
        """Where it is, with what the world has."""
        takes = {key: made[v[1:]] if isinstance(v, str) and v[:1] == "@" else v for key, v in self.takes.items()}
        return reverse(self.name, kwargs=takes) + self.query


def screen(name: str, person: str, query: str = "", **takes: Any) -> Screen:
    """A row of `SCREENS`."""
    return Screen(name, person, query, takes)


REPORT = {"unit": "UH-01", "period": MONTH, "form": FORM}
HANDED_IN = {"unit": "UH-03", "period": MONTH, "form": FORM}
BOARD = {"unit": "UH", "year": "2024"}
TARGET = {"unit": "UH-01", "year": "2024", "indicator": "WEL01"}
VERSION = {"code": FORM, "number": 1}
DRAFT = {"code": FORM, "number": 2}

SCREENS: tuple[Screen, ...] = (
    # Nobody is signed in.
    screen("account_login", ""),
    screen("activate", ""),
    screen("verify-look-up", ""),
    screen("verify", "", code="@genuine"),
    screen("behalf-confirm", "", secret="@secret"),
    screen("nothing-kept", ""),
    # Everybody's own.
    screen("home", "chair"),
    screen("account_logout", "chair"),
    screen("account_change_password", "chair"),
    screen("second-factor", "chair"),
    screen("second-factor-set-up", "chair"),
    screen("session-list", "chair"),
    screen("delegation-list", "chair"),
    screen("notices", "chair"),
    screen("api-tokens", "chair"),
    screen("help", "chair"),
    screen("help-guide", "chair", slug="co-so"),
    # A union and its report.
    screen("report-list", "chair"),
    screen("export-list", "chair"),
    screen("report", "chair", **REPORT),
    screen("report-steps", "chair", **REPORT),
    screen("report-journal", "chair", **REPORT, code="ORG18"),
    screen("report-cell", "chair", **REPORT, code="ORG18"),
    screen("report-narrative", "chair", **REPORT),
    screen("report-evidence", "chair", **REPORT),
    screen("report-second", "chair", unit="UH-01"),
    screen("target-answers", "chair", unit="UH-01", year="2024"),
    screen("target-register", "chair", **TARGET),
    screen("member-list", "chair", "?state=all", code="UH-01"),
    screen("member-figures", "chair", code="UH-01"),
    screen("member-admit", "chair", code="UH-01"),
    screen("member", "chair", member_id="@member"),
    screen("member-transfer", "chair", member_id="@member"),
    screen("member-leave", "chair", member_id="@member"),
    screen("member-correct", "chair", member_id="@member"),
    screen("document-list", "chair"),
    screen("document-new", "chair", "?ky=2024-M04"),
    screen("document-page", "chair", reference="@letter"),
    screen("document-page", "chair", reference="@issued"),
    screen("document-sign", "chair", reference="@issued"),
    screen("document-changes", "chair", "?tu=1&den=1", reference="@letter"),
    screen("document-issue", "chair", reference="@letter"),
    screen("document-editor", "chair", reference="@letter"),
    # An officer's.
    screen("member-figures", "officer", code="UH"),
    screen("inbox", "officer"),
    screen("inbox-missing", "officer"),
    screen("inbox-remind", "officer", f"?ky={MONTH}"),
    screen("inbox-coverage", "officer"),
    screen("many-units", "officer", period=MONTH, form=FORM),
    screen("report-behalf", "officer", **HANDED_IN),
    screen("request-list", "officer"),
    screen("request-new", "officer"),
    screen("request", "officer", code="@request"),
    screen("upload-home", "chair"),
    screen("upload", "chair", upload_id="@upload"),
    screen("past", "city"),
    screen("template-list", "administrator"),
    screen("past-preview", "city", "?don-vi=HN", file_id="@past"),
    screen("target-list", "officer"),
    screen("target", "officer", **TARGET),
    screen("target-adjust", "officer", **TARGET),
    screen("target-board", "officer", **BOARD),
    screen("target-plan", "officer", **BOARD),
    screen("target-copy", "officer", **BOARD),
    # Movements and programmes.
    screen("movement-list", "chair"),
    screen("movement", "chair", reference="@movement"),
    screen("movement", "officer", reference="@movement"),
    screen("movement-new", "officer"),
    screen("movement-edit", "officer", reference="@movement"),
    screen("movement-launch", "officer", reference="@movement"),
    screen("movement-registration", "chair", reference="@movement", code="UH-01"),
    screen("movement-exceptions", "officer"),
    screen("movement-deadlines", "officer"),
    screen("programme-list", "officer"),
    screen("programme", "officer", reference="@programme"),
    screen("programme-new", "officer"),
    screen("programme-edit", "officer", reference="@programme"),
    # What everybody of the unit reads.
    screen("unit", "officer", code="UH"),
    screen("unit-charts", "officer", code="UH", indicator="WEL01"),
    screen("figure", "officer", unit="UH", period="2024-M04", indicator="WEL01"),
    screen("area", "officer", area="WEL"),
    screen("compare", "officer"),
    screen("committee", "officer", unit="UH", period="2024-M04"),
    screen("view-list", "officer"),
    screen("tree", "officer"),
    screen("unit-search", "officer", "?q=phu"),
    screen("who-sees", "officer", code="UH-01"),
    screen("catalogue", "officer"),
    screen("catalogue-indicator", "officer", code="WEL01"),
    screen("catalogue-forms", "officer"),
    screen("catalogue-form", "officer", code=FORM),
    screen("catalogue-version", "officer", **VERSION),
    screen("catalogue-preview", "officer", **VERSION),
    # Covenants.
    screen("cluster-covenant", "officer", reference="@covenant-none"),
    screen("covenant-new", "officer", reference="@covenant-none"),
    screen("covenant", "officer", reference="@covenant-draft"),
    screen("covenant-general", "officer", reference="@covenant-draft"),
    screen("covenant-article-new", "officer", reference="@covenant-draft"),
    screen("covenant-article", "officer", reference="@covenant-draft", key="@covenant-article"),
    screen("covenant-clause-new", "officer", reference="@covenant-draft", key="@covenant-article"),
    screen("covenant-clause", "officer", reference="@covenant-draft", key="@covenant-clause"),
    screen("covenant-sign", "chair", reference="@covenant-signing"),
    screen("covenant-table", "officer", reference="@covenant-signing"),
    screen("covenant-annex", "officer", reference="@covenant-force"),
    screen("covenant-living", "officer", reference="@covenant-force"),
    screen("covenant-confirm", "officer", reference="@covenant-force", key="@covenant-words", code="UH-01"),
    # Clusters.
    screen("cluster-list", "officer"),
    screen("cluster-new", "officer"),
    screen("cluster-plan", "officer", code="UH", year=2024),
    screen("cluster", "officer", reference="@scored-cluster"),
    screen("cluster-members", "officer", reference="@scored-cluster"),
    screen("cluster-change", "officer", reference="@scored-cluster"),
    screen("cluster-turns", "officer", reference="@scored-cluster"),
    screen("cluster-continue", "officer", reference="@scored-cluster"),
    screen("cluster-dissolve", "officer", reference="@scored-cluster"),
    screen("cluster-figures", "officer", reference="@scored-cluster"),
    screen("cluster-indicators", "officer", reference="@scored-cluster"),
    screen("cluster-calendar", "officer", reference="@scored-cluster"),
    screen("cluster-duty-new", "officer", reference="@scored-cluster"),
    screen("cluster-talk", "officer", reference="@scored-cluster"),
    screen("cluster-reviews", "officer", reference="@scored-cluster"),
    screen("cluster-review-new", "officer", reference="@scored-cluster"),
    screen("cluster-duty-edit", "officer", reference="@scored-cluster", duty_id="@cluster-duty"),
    screen("cluster-post-edit", "officer", reference="@scored-cluster", post_id="@cluster-post"),
    screen("cluster-review", "officer", reference="@scored-cluster", review_id="@cluster-review"),
    screen("cluster-review-part", "officer", reference="@scored-cluster", review_id="@cluster-review", code="UH-01"),
    screen("round-list", "officer"),
    screen("round-new", "officer"),
    screen("cluster-rounds", "officer", reference="@scored-cluster"),
    screen("round", "officer", reference="@round-self"),
    screen("card", "chair", reference="@round-self", unit="UH-01"),
    screen("card-fact", "officer", reference="@round-self", unit="UH-01", fact="fined"),
    screen("point", "chair", reference="@round-self", unit="UH-01", criterion="A2"),
    screen("round-cross", "officer", reference="@round-recheck"),
    screen("round-grid", "officer", reference="@round-recheck"),
    screen("round-column", "officer", reference="@round-recheck", criterion="A3"),
    screen("point", "officer", reference="@round-recheck", unit="UH-01", criterion="B1"),
    screen("round-late", "officer", reference="@round-frozen"),
    # Rankings and point tables.
    screen("cluster-ranking", "officer", reference="@ranked-cluster"),
    screen("ranking", "officer", reference="@ranking-drawn"),
    screen("ranking", "chair", reference="@ranking-published"),
    screen("ranking-council", "officer", reference="@ranking-drawn"),
    screen("scheme-list", "officer"),
    screen("scheme-new", "officer"),
    screen("scheme", "officer", reference="@point-table"),
    screen("scheme-version", "officer", reference="@point-table", number=1),
    screen("scheme-version", "officer", reference="@point-table", number=2),
    screen("scheme-differences", "officer", reference="@point-table", number=2),
    screen("scheme-trial", "officer", reference="@point-table"),
    screen("scheme-draft", "officer", reference="@point-table"),
    screen("scheme-publish", "officer", reference="@point-table"),
    # Ballots: one that is drafted, one that waits to be opened, one where votes are taken, one that was counted.
    screen("ballot-list", "officer"),
    screen("ballot-new", "officer"),
    screen("ballot", "officer", reference="@ballot-draft"),
    screen("ballot-edit", "officer", reference="@ballot-draft"),
    screen("ballot-question-add", "officer", reference="@ballot-draft"),
    screen("ballot-roster", "officer", reference="@ballot-draft"),
    screen("ballot-committee", "officer", reference="@ballot-draft"),
    screen("ballot-prepare", "officer", reference="@ballot-draft"),
    screen("ballot-open", "deputy", reference="@ballot-ready"),
    screen("ballot", "deputy", reference="@ballot-open"),
    screen("ballot-roll", "deputy", reference="@ballot-open"),
    screen("ballot-count", "deputy", reference="@ballot-open"),
    screen("ballot-void", "deputy", reference="@ballot-open"),
    screen("ballot-vote", "chair", reference="@ballot-open"),
    screen("ballot-count", "deputy", reference="@ballot-closed"),
    screen("ballot-written", "deputy", reference="@ballot-closed"),
    screen("ballot-paper", "deputy", reference="@ballot-closed", key=1),
    screen("ballot-result", "chair", reference="@ballot-counted"),
    # The administrator's and the inspector's.
    screen("catalogue-indicator-new", "administrator"),
    screen("catalogue-indicator-edit", "administrator", code="WEL01"),
    screen("catalogue-form-new", "administrator"),
    screen("catalogue-draft", "administrator", **DRAFT),
    screen("catalogue-publish", "administrator", **DRAFT),
    screen("account-list", "administrator"),
    screen("account-open", "administrator"),
    screen("account-import", "administrator"),
    screen("account-import-preview", "administrator", import_id="@accounts"),
    screen("account", "administrator", user_id="@chair"),
    screen("account-edit", "administrator", user_id="@chair"),
    screen("account-role-give", "administrator", user_id="@chair"),
    screen("account-post-give", "administrator", user_id="@chair"),
    screen("intake-home", "administrator"),
    screen("intake-new", "administrator", kind="units"),
    screen("intake", "administrator", kind="units", intake_id="@units"),
    screen("intake-map", "administrator", kind="units", intake_id="@units"),
    screen("reorganisation-list", "administrator"),
    screen("reorganisation-new", "administrator"),
    screen("reorganisation", "administrator", reorganisation_id="@draft"),
    screen("reorganisation", "chair", reorganisation_id="@reorganised"),
    screen("reorganisation-edit", "administrator", reorganisation_id="@draft"),
    screen("reorganisation-add", "administrator", reorganisation_id="@draft", kind="split"),
    screen("reorganisation-undo", "administrator", reorganisation_id="@reorganised"),
    screen("period-list", "administrator"),
    screen("timetable", "administrator"),
    screen("period-close-preview", "administrator", code="2024-M04"),
    screen("audit-log", "inspector"),
)

NO_SCREENS: dict[str, str] = {
    "cluster-material": "a file",
    "report-workbook": "a workbook",
    "units-workbook": "a workbook",
    "document-word": "a file",
    "document-pdf": "a file",
    "document-figures": "a part of the editor",
    "account-import-template": "a workbook",
    "export-table": "a workbook",
    "past-template": "a workbook",
    "intake-template": "a workbook",
    "intake-refused": "a workbook",
    "template-shipped-word": "a layout",
    "template-shipped-pdf": "a layout",
    "intake-progress": "a part of the page",
    "reorganisation-template": "a workbook",
    "reorganisation-progress": "a part of the page",
    "reorganisation-document": "a file",
    "report-beside": "the columns beside a report's cells, as data",
    "service-worker": "a script",
    "ballot-state": "a part of the page",
    "covenant-pdf": "a file",
    "covenant-signed-pdf": "a file",
    "covenant-evidence": "a file",
    "covenant-sign-state": "a part of the page",
    "movement-progress": "a part of the page",
    "scheme-file": "a file",
    "round-progress": "how far a worker is, drawn into the page",
    "health": "a line for load balancers",
    "target-ledger": "the panel beside a board",
    "tree-children": "the branch of a tree, drawn into it",
    "unit-freshness": "a version, as data",
}
"""Addresses that answer 200 and are no page, with what they are."""


def furnish(world: World) -> dict[str, Any]:
    """Make what the screens need beyond the world, and answer it by name."""
    third = reports.report_of(world.units["UH-03"])
    begin_behalf(
        report_id=third.pk,
        channel=Channel.PAPER,
        paper=SimpleUploadedFile("giay.png", png(), "image/png"),
        by=world.officer,
    )
    reports.typed(third, world.officer, reports.GOOD_MONTH)
    submit_report(report_id=third.pk, by=world.officer)
    attach_evidence(
        report_id=world.report.pk,
        indicator_id=None,
        upload=SimpleUploadedFile("anh.png", png(), "image/png"),
        by=world.chair,
    )
    begin_draft(form=Form.objects.get(code=FORM), starts=date(2024, 7, 1), by=world.administrator)
    _post(world.officer, reverse("view-save"), {"name": "Chăm lo của huyện", "path": reverse("unit", args=["UH"])})
    issued = _issued(world)
    return {
        "secret": make_link(report_id=third.pk, by=world.officer),
        "request": _request(world).period.code,
        "past": _past(world),
        "upload": preview_upload(
            files=[("bao-cao.xlsx", form_book(world.report, {"ORG16": 63, "ORG17": "năm mươi"}))], by=world.chair
        ).pk,
        "units": _listed(world.administrator, reverse("intake-new", args=["units"]), NEW_UNITS, Intake),
        "accounts": _listed(world.administrator, reverse("account-import"), NEW_PEOPLE, AccountImport),
        "chair": world.chair.pk,
        "member": _member(world),
        "draft": _reorganisation(world, MERGE, NOWHERE).pk,
        "reorganised": _reorganised(world).pk,
        "letter": _document(world).reference,
        "issued": issued.reference,
        "genuine": issued.verify_code,
        **furnish_ballots(world),
        **(rounds := furnish_rounds(world)),
        **furnish_cluster(world, rounds["scored-cluster"]),
        **furnish_covenants(world),
        **furnish_rankings(world),
        **_called_to(world),
    }


def _called_to(world: World) -> dict[str, str]:
    """A movement that the district launched for its unions, for a programme with a target of the term."""
    district, by, day = world.units["UH"], world.officer, clock.today()
    programme = add_programme(owner=district, about=About(ProgrammeKind.SCHEME, "Đề án", 2023, 2028), by=by)
    aim = Aim(2028, catalogue().by_code["WEL01"], 5000, counting=Counting.IN_TOTAL)
    add_target(programme_id=programme.pk, aim=aim, by=by)
    setting = Setting(
        kind=MovementKind.MOVEMENT,
        title="Lao động giỏi, lao động sáng tạo",
        calendar=Calendar.CALENDAR,
        year=day.year,
        starts=date(day.year, 1, 1),
        ends=date(day.year, 12, 31),
        among=district,
        kinds=(UnitKind.GRASSROOTS,),
        register_until=day,
        decides=True,
        programme=programme,
    )
    movement = draft_movement(owner=district, setting=setting, by=by)
    launch_movement(movement_id=movement.pk, launched_on=day, by=by)
    return {"movement": movement.reference, "programme": programme.reference}


def _document(world: World) -> Document:
    """The report of the school's April, as a draft."""
    wanted = Wanted(world.units["UH-01"], Kind.REPORT, parse("2024-M04"))
    return draft_document(wanted=wanted, by=world.chair)


def _issued(world: World) -> Document:
    document = _document(world)
    content = content_from_data(document.versions.get().content)
    return issue_document(document_id=document.pk, seen=digest(content), by=world.chair)


def _member(world: World) -> int:
    """Somebody who came from another union of the district."""
    details = Details("Nguyễn Thị Minh An", date(1988, 3, 26), "female", "000188012345", "0123456", "01201234567")
    span = admit_member(unit=world.units["UH-02"], details=details, on=date(2015, 9, 1), by=world.officer)
    moved = date(2024, 3, 1)
    transfer_member(member_id=span.member_id, to=world.units["UH-01"], on=moved, decision="12/QĐ-CĐ", by=world.officer)
    return span.member_id


def _reorganisation(world: World, *changes: Change) -> Reorganisation:
    decision = Decision(
        title="Sắp xếp công đoàn cơ sở", number="21/QĐ-LĐLĐ", decided_on=date(2024, 5, 10), on=date(2024, 6, 1)
    )
    draft = draft_reorganisation(issuer=world.units["HN"], decision=decision, by=world.administrator)
    return replace_changes(reorganisation_id=draft.pk, changes=changes, by=world.administrator)


def _reorganised(world: World) -> Reorganisation:
    """One that is carried out, and so named on the page of the school."""
    draft = _reorganisation(world, RENAMED)
    ask_for_commit(reorganisation_id=draft.pk, by=world.administrator)
    return commit_reorganisation(reorganisation_id=draft.pk, by=world.administrator)


def _request(world: World) -> AdHocRequest:
    return send_request(
        asker=world.units["UH"],
        title="Rà soát nhà trọ công nhân",
        message="Đếm cả người đang ở ghép.",
        asked=Asked(indicators={catalogue().by_code["WEL01"]: True}),
        unit_ids=[world.units[code].pk for code in ("UH-01", "UH-02", "UH-03")],
        window=(date(2024, 5, 10), date(2024, 5, 20)),
        due=date(2024, 5, 22),
        by=world.officer,
    )


def _past(world: World) -> int:
    """The table of old totals, uploaded and not yet written."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for at, row in enumerate(OLD_TOTALS):
        sheet.write_row(at, 0, row)
    book.close()
    file = SimpleUploadedFile("so-cu.xlsx", stream.getvalue())
    _post(world.city, reverse("past"), {"unit": "HN", "source": "Báo cáo tổng kết 2022", "file": file})
    return StoredFile.objects.latest("pk").pk


def _listed(user: User, path: str, rows: str, kept: Callable[..., Any]) -> int:
    """A list that waits for its preview."""
    _post(user, path, {"file": SimpleUploadedFile("danh-sach.csv", rows.encode())})
    return int(kept.objects.latest("pk").pk)  # type: ignore[attr-defined]


def _post(user: User, path: str, data: dict[str, Any]) -> None:
    client = Client()
    client.force_login(user)
    answer = client.post(path, data)
    assert answer.status_code == 302, f"{path}: {answer.status_code}"
