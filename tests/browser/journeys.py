"""People who walk at random through the pages, and a model of what the pages told them was saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page
from playwright.sync_api import TimeoutError as TooSlow

from tests.factories import reports
from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell, read_cells
from thidua.figures.models import CellEdit
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.queries.entry import NONE_KEY, seen
from thidua.reporting.queries.find import find_report

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
# Ends of the play: who is signed out or put away, and a period that is closed, walk no further.
BARRED = r"dang-xuat|doi-mat-khau|ket-thuc|/khoa/|xac-nhan-hai-buoc|tai-khoan/\d+/|cay-don-vi/.+"
NUMBERS = ("0", "1", "2", "7", "12", "48", "59", "60", "62", "400", "1062", "7", "12", "x", "", "không có")
BAD_NUMBERS = ("abc", "-5", "1,2,3", "9" * 40, "=1+1", "\u202e12", "12,5", "1.062", "15 tỷ 220 triệu", "<b>5</b>")
TEXTS = (
    "Đã đối chiếu với sổ sách.",
    "",
    "a" * 5_000,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "2024-05-18",
    "31/02/2024",
    "-1",
    "999999999999999999999999",
    "\u202eđảo",
    "😀 {{ 7*7 }} %s",
    "UH-01",
    "https://example.org/",
)
EXPECTED = re.compile(
    r"Failed to load resource|net::ERR_|htmx:(sendError|responseError|afterRequest)|Response Status Error Code 4"
)
SERVER_ERROR = 500
MOST_PAGES = 3

PICK = """([kind, chance, barred]) => {
    const visible = one => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert]");
    const allowed = address => !new RegExp(barred).test(new URL(address, location).pathname);
    const target = one => one.form ? one.formAction || one.form.action : location.href;
    const found = [...{
        link: () => [...document.links].filter(a => a.origin === location.origin && allowed(a.href)),
        button: () => [...document.querySelectorAll("button, summary, [role=tab]")]
            .filter(one => !one.disabled && (!one.form || one.type !== "submit" || allowed(target(one)))),
        form: () => [...document.forms].filter(one => allowed(one.getAttribute("action") || location.href)),
        cell: () => [...document.querySelectorAll(".entry-input")],
    }[kind]()].filter(visible);
    return found[Math.floor(chance * found.length)] ?? null;
}"""
FILL = """(form, { texts, chances }) => {
    let turn = 0;
    const chance = () => chances[turn++ % chances.length];
    const any = list => list[Math.floor(chance() * list.length)];
    for (const one of form.elements) {
        const mine = ".entry-input, [type=hidden], [type=submit], [type=button], [type=file]";
        if (one.disabled || one.matches(mine)) continue;
        if (one.tagName === "FIELDSET" || one.tagName === "OUTPUT") continue;
        if (["checkbox", "radio"].includes(one.type)) one.checked = chance() < 0.5;
        else if (one.tagName === "SELECT") { if (one.options.length) one.value = any([...one.options]).value; }
        else if (one.type === "date") one.value = any(["2024-05-01", "2024-06-30", "1999-12-31", "2199-01-01", ""]);
        else if (one.type === "number") one.value = any(["0", "1", "-3", "99999999999"]);
        else if (one.type !== "color" && !(one.value && chance() < 0.4)) one.value = any(texts);
        one.dispatchEvent(new Event("input", { bubbles: true }));
        one.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (chance() < 0.5) form.noValidate = true;
    const sends = one => one.type === "submit" && !one.disabled && !/dang-xuat/.test(one.formAction);
    const send = [...form.elements].filter(sends);
    if (send.length) any(send).click(); else form.requestSubmit();
}"""
CELLS = """() => {
    const table = document.querySelector("entry-grid, step-form");
    if (!table?.cells) return null;
    const cells = table.cells.map(cell => [cell.code, cell.state, cell.text.trim(), cell.seen]);
    const focused = document.activeElement.dataset?.code ?? "";
    return { report: table.dataset.save.replace(/o\\/$/, ""), cells, focused };
}"""
SETTLED = """() => {
    const table = document.querySelector("entry-grid, step-form");
    return !table || Boolean(table.queue?.idle || table.queue?.stopped);
}"""
PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text", text);
    const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(paste);
}"""
LOOK = "() => [document.contentType, document.readyState, document.querySelectorAll('h1').length, location.href]"


@dataclass
class Ledger:
    """What pages have called saved, and what was typed last and has not been called so yet."""

    confirmed: set[tuple[str, str, str]] = field(default_factory=set)
    typed: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def note(self, who: str, shown: dict[str, Any], *, acted: bool) -> None:
        """Read the cells of a page; `acted`: the person has just typed there."""
        report = shown["report"]
        for code, state, text, held in shown["cells"]:
            if code == shown["focused"] and state != "saved":
                continue
            if state == "saved":
                self.confirmed.add((report, code, held))
            if not acted:
                continue
            self.typed.pop((who, report, code), None)
            if state in {"saving", "waiting", "editing"} and text.isascii() and text.isdigit():
                self.typed[who, report, code] = str(int(text))


@dataclass
class Walker:
    """Somebody with a browser: opens what there is, types what comes to mind."""

    user: User
    context: BrowserContext
    home: str
    start: str
    enter: Callable[[], None]
    random: Random
    ledger: Ledger
    problems: list[str]
    steps: list[str]
    pages: list[Page] = field(default_factory=list)
    online: bool = True

    def open(self) -> Page:
        """Another tab, at the place where this person begins."""
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.problem(f"script: {error} at {page.url}"))
        page.on("console", lambda said: self.heard(said.type, said.text))
        page.on("response", lambda answer: self.answered(answer.status, answer.url))
        page.on("popup", lambda popup: popup.close())
        self.pages.append(page)
        self.go(page, self.start)
        return page

    def problem(self, sentence: str) -> None:
        """Something that may not happen, with the way that led to it."""
        self.problems.append(f"{self.user.username}: {sentence}; last steps: {self.steps[-4:]}")

    def heard(self, kind: str, text: str) -> None:
        if kind == "error" and not EXPECTED.search(text):
            self.problem(f"console: {text}")

    def answered(self, status: int, url: str) -> None:
        if status >= SERVER_ERROR:
            self.problem(f"{status} at {url}")

    def step(self) -> None:
        """Do one thing on one of the pages, then look at it."""
        page = self.random.choice(self.pages) if self.pages else self.open()
        acts: dict[Callable[[Page], str], int] = {
            self.follow: 22,
            self.press: 14,
            self.send: 16,
            self.type: 26,
            self.paste: 5,
            self.undo: 6,
            self.complete: 3,
            self.begin: 10,
            self.connect: 4,
            self.tabs: 4,
        }
        act = self.random.choices(list(acts), list(acts.values()))[0]
        if not page.url.startswith(self.home):
            act = self.begin if self.online else self.connect
        done = ""
        try:
            done = act(page)
        except TooSlow:
            done = f"{act.__name__} took too long"
        except Error as error:
            # A page that goes away while something is done to it ends that, and nothing else.
            done = f"{act.__name__}: {error.message.splitlines()[0]}"
        self.steps.append(f"{self.user.username} {done} @ {page.url}")
        if not page.is_closed():
            self.look(page, acted=act in {self.type, self.paste, self.undo, self.complete, self.press})

    def look(self, page: Page, *, acted: bool) -> None:
        """Every page has a heading; what its cells say goes into the ledger."""
        for _again in range(3):
            try:
                page.wait_for_load_state("domcontentloaded", timeout=8_000)
                page.wait_for_timeout(120)
                kind, ready, headings, address = page.evaluate(LOOK)
                if kind == "text/html" and ready == "complete" and address.startswith(self.home) and not headings:
                    self.problem(f"no heading at {address}")
                if shown := page.evaluate(CELLS):
                    self.ledger.note(self.user.username, shown, acted=acted)
            except Error:
                continue
            if "/dang-nhap/" in address and self.online:
                self.enter()
                self.go(page, self.start)
            return

    # ── What people do ───────────────────────────────────────────────────────
    def go(self, page: Page, address: str) -> None:
        try:
            page.goto(self.home + address, wait_until="domcontentloaded")
        except Error:
            # A download, or no connection.
            return

    def begin(self, page: Page) -> str:
        self.go(page, self.start)
        return "goes to where the work is"

    def pick(self, page: Page, kind: str) -> Any:
        return page.evaluate_handle(PICK, [kind, self.random.random(), BARRED]).as_element()

    def follow(self, page: Page) -> str:
        link = self.pick(page, "link")
        if link:
            link.evaluate("one => one.click()")
        return f"follows {link}"

    def press(self, page: Page) -> str:
        button = self.pick(page, "button")
        if button:
            button.evaluate("one => one.click()")
        return f"presses {button}"

    def send(self, page: Page) -> str:
        form = self.pick(page, "form")
        if not form:
            return "finds no form"
        for file in form.query_selector_all("input[type=file]"):
            file.set_input_files([{"name": "ảnh.png", "mimeType": "image/png", "buffer": PIXEL}])
        chances = [self.random.random() for _ in range(40)]
        form.evaluate(FILL, {"texts": TEXTS, "chances": chances})
        return f"sends {form}"

    def type(self, page: Page) -> str:
        typed = []
        for _cell in range(self.random.randint(1, 3)):
            cell = self.pick(page, "cell")
            if not cell:
                return "finds no cell"
            text = self.random.choice(NUMBERS if self.random.random() < 0.85 else BAD_NUMBERS)
            cell.evaluate("one => { one.focus(); one.select(); }")
            page.keyboard.press("Delete")
            page.keyboard.insert_text(text)
            typed.append(f"{cell.get_attribute('data-code')}={text}")
            if self.random.random() < 0.7:
                page.keyboard.press(self.random.choice(("Enter", "Tab", "Escape", "Enter")))
            page.wait_for_timeout(self.random.choice((0, 30, 300, 700)))
        return f"types {typed}"

    def paste(self, page: Page) -> str:
        cell = self.pick(page, "cell")
        if not cell:
            return "finds no cell"
        block = "\r\n".join(self.random.choice(NUMBERS) for _ in range(self.random.randint(2, 9)))
        cell.evaluate("one => one.focus()")
        page.evaluate(PASTE, block)
        return f"pastes {block!r}"

    def undo(self, page: Page) -> str:
        cell = self.pick(page, "cell")
        if not cell:
            return "finds no cell"
        cell.evaluate("one => one.focus()")
        keys = [self.random.choice(("Control+z", "Control+z", "Control+Shift+z", "F8")) for _ in range(2)]
        for key in keys:
            page.keyboard.press(key)
        return f"presses {keys}"

    def complete(self, page: Page) -> str:
        """All that is asked for, then the button."""
        fields = page.query_selector_all(".entry-input")
        for one in fields:
            one.evaluate("one => one.focus()")
            page.keyboard.press("Control+a")
            page.keyboard.insert_text(reports.GOOD_MONTH.get(one.get_attribute("data-code") or "", "0"))
        if fields:
            page.wait_for_timeout(1_500)
            page.evaluate("document.getElementById('submit-report')?.click()")
        return f"fills in {len(fields)} cells and hands in"

    def connect(self, _page: Page) -> str:
        self.online = not self.online
        self.context.set_offline(not self.online)
        return "is connected" if self.online else "loses the connection"

    def tabs(self, page: Page) -> str:
        if len(self.pages) < MOST_PAGES and self.random.random() < 0.5:
            self.open()
            return "opens a tab"
        if self.random.random() < 0.5:
            self.pages.remove(page)
            page.close()
            return "closes the tab"
        page.reload(wait_until="domcontentloaded")
        return "reloads"

    # ── The end ──────────────────────────────────────────────────────────────
    def finish(self) -> None:
        """Connect again, let every page send what waits, and look once more at each report that was typed in."""
        self.online = True
        self.context.set_offline(False)
        self.enter()
        for page in [page for page in self.pages if not page.is_closed()]:
            self.settle(page)
        for report in sorted({place for who, place, _code in self.ledger.typed if who == self.user.username}):
            page = self.context.new_page()
            self.go(page, report)
            self.settle(page)
            self.lost(page, report)
            page.close()

    def settle(self, page: Page) -> None:
        try:
            page.wait_for_function(SETTLED, timeout=30_000)
        except TooSlow:
            self.problem(f"{page.url} never comes to rest")
        except Error:
            return
        self.look(page, acted=False)

    def lost(self, page: Page, report: str) -> None:
        """What was typed last is in the journal, stands at its cell for the person, or cannot be taken any more."""
        shown = page.evaluate(CELLS)
        if not shown:
            return
        states = {code: (state, text) for code, state, text, _seen in shown["cells"]}
        for (who, place, code), text in self.ledger.typed.items():
            if who != self.user.username or place != report or code not in states:
                continue
            state, now = states[code]
            if state in {"conflict", "invalid", "locked", "waiting"} and now == text:
                continue
            if Decimal(text) not in {_number(after) for by, after in journal(report, code) if by == self.user.pk}:
                self.problem(f"«{text}» typed into {code} of {report} is lost; it is {state} «{now}»")


# ── The journal as oracle ────────────────────────────────────────────────────
def report_at(address: str) -> Report:
    """The report of an address like /bao-cao/UH-01/2024-M05/grassroots-month/."""
    unit, period, form = address.strip("/").split("/")[1:4]
    place = find_report(unit=unit, period=period, form=form)
    assert place
    return Report.objects.select_related("sheet").get(pk=place.report_id)


def journal(address: str, code: str) -> list[tuple[int, str]]:
    """Who wrote what into a cell, from first to last."""
    indicator = catalogue().by_code[code]
    edits = CellEdit.objects.filter(sheet=report_at(address).sheet_id, indicators__contains=[indicator.pk])
    return [(edit.by_id, _after(edit, indicator)) for edit in edits.order_by("pk")]


def _after(edit: CellEdit, indicator: Indicator) -> str:
    at = edit.indicators.index(indicator.pk)
    return seen(_cell(edit.after[at], na=edit.after_na[at]), indicator)


def _cell(number: int | None, *, na: bool) -> Cell:
    if na:
        return NOT_APPLICABLE
    return EMPTY if number is None else Cell(number)


def _number(held: str) -> Decimal | None:
    return Decimal(held) if held not in {"", NONE_KEY} else None


def unsaved(ledger: Ledger) -> list[str]:
    """What a page has called saved and no journal knows."""
    return [
        f"«{held}» was shown as saved in {code} of {address}"
        for address, code, held in sorted(ledger.confirmed)
        if held not in {after for _by, after in journal(address, code)}
    ]


def broken_chains() -> list[str]:
    """Cells whose journal has a gap, or ends elsewhere than the cell does. The same text sent anew is no gap."""
    found = []
    for report in Report.objects.select_related("sheet", "unit", "period"):
        ends: dict[int, tuple[int | None, bool]] = {}
        edits = CellEdit.objects.filter(sheet=report.sheet_id, version=report.version).order_by("pk")
        for edit in edits:
            columns = zip(edit.indicators, edit.before, edit.before_na, edit.after, edit.after_na, strict=True)
            for pk, before, before_na, after, after_na in columns:
                if pk in ends and ends[pk] != (before, before_na):
                    found.append(
                        f"{report}: edit {edit.pk} of {catalogue().by_id[pk].code} found {before}, not {ends[pk][0]}"
                    )
                ends[pk] = (after, after_na)
        held = read_cells(report.sheet, report.version, ends)
        found += [
            f"{report}: {catalogue().by_id[pk].code} is not what was written last"
            for pk, (number, na) in ends.items()
            if held[pk] != _cell(number, na=na)
        ]
    return found
