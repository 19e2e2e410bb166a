"""What the demonstration asks beside its regular reports: a report typed on behalf, a request half answered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from thidua.cli.demodata.reports import OPEN, open_month_of
from thidua.cli.federation.shape import NOT_APPLICABLE as NONE
from thidua.core.numbers import scale
from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell, Edit
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.rules import Channel
from thidua.reporting.services.behalf import begin_behalf, make_link
from thidua.reporting.services.entry import save_cells
from thidua.reporting.services.requests import Asked, send_request
from thidua.reporting.services.workflow import accept_reports, submit_report

TYPED_FOR = "HN-UH-06"
"""The union whose paper report the district's officer has typed and handed in; it has still to confirm it."""

ASKER = "HN-UH"
TITLE = "Rà soát chăm lo đoàn viên trong Tháng Công nhân"
MESSAGE = (
    "Để chuẩn bị báo cáo Thường trực ngày 27/5, đề nghị các công đoàn cơ sở cho biết số đã thực hiện từ ngày 1/5"
    " đến hết ngày 17/5. Chưa có thì nhập 0."
)
WINDOW = date(2024, 5, 1), date(2024, 5, 17)
DUE = date(2024, 5, 22)
QUESTIONS = {"WEL01": True, "WEL02": True, "EMU06": False}
ANSWERED, ACCEPTED = 11, 6


def type_for_a_union(users: dict[str, User]) -> None:
    """A report that came on paper: typed, handed in, its link made."""
    officer = users["canbo.unghoa"]
    report = Report.objects.select_related("sheet").get(unit__code=TYPED_FOR, period__code=OPEN.code)
    begin_behalf(
        report_id=report.pk,
        channel=Channel.PAPER,
        remark="Gửi qua văn thư huyện",
        paper=SimpleUploadedFile("bao-cao-thang-5.pdf", _pdf(f"{TYPED_FOR} - Bao cao thang 5/2024"), "application/pdf"),
        by=officer,
    )
    told = open_month_of(TYPED_FOR)
    indicators = contents_of(report.sheet.form_version_id).indicators.values()
    _type(report, {one: _cell(told.get(one.code, Decimal(0)), one) for one in indicators}, by=officer)
    submit_report(report_id=report.pk, by=officer)
    make_link(report_id=report.pk, by=officer)


def ask_once(users: dict[str, User]) -> None:
    """A request to every union of a district, which some have answered."""
    officer, typist = users["canbo.unghoa"], users["nhaplieu"]
    asker = Unit.objects.get(code=ASKER)
    asked = {catalogue().by_code[code]: required for code, required in QUESTIONS.items()}
    request = send_request(
        asker=asker,
        title=TITLE,
        message=MESSAGE,
        window=WINDOW,
        due=DUE,
        asked=Asked(indicators=asked),
        unit_ids=list(Unit.objects.filter(code__startswith=f"{ASKER}-").values_list("pk", flat=True)),
        by=officer,
    )
    reports = Report.objects.filter(period=request.period_id).exclude(unit__code="HN-UH-07")
    answering = list(reports.select_related("unit", "sheet").order_by("unit__code")[:ANSWERED])
    for report in answering:
        rng = Random(f"{report.unit.code} asked")
        # Amounts are of a few million: hundreds of the last digit of a billion's five.
        _type(report, {one: Cell(rng.randint(0, 900 if one.decimals else 40)) for one in asked}, by=typist)
        submit_report(report_id=report.pk, by=typist)
    accept_reports(report_ids=[report.pk for report in answering[:ACCEPTED]], by=officer)


def _type(report: Report, cells: dict[Indicator, Cell], *, by: User) -> None:
    edits = [Edit(indicator.pk, EMPTY, cell) for indicator, cell in cells.items()]
    save_cells(report_id=report.pk, edits=edits, by=by, key=UUID(int=report.pk))


def _cell(value: object, indicator: Indicator) -> Cell:
    if value == NONE:
        return NOT_APPLICABLE
    assert isinstance(value, Decimal)
    return Cell(scale(value, indicator.decimals))


def _pdf(line: str) -> bytes:
    """One line of plain letters on a page."""
    stream = f"BT /F 14 Tf 60 780 Td ({line}) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    start = f"startxref\n{len(body)}\n%%EOF"
    trailer = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\n{start}"
    return (body + trailer).encode("ascii")
