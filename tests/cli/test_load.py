"""`thidua load`: a good file is taken in whole; a bad one is named entry by entry and changes nothing."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell, cell_at
from thidua.figures.models import SheetCells, Wording
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Placement, Unit
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.targets.models import Target, TargetEntry

GOOD: dict[str, Any] = {
    "format": "thidua-federation-1",
    "units": [
        {"code": "LD", "name": "LĐLĐ tỉnh Mẫu", "short_name": "LĐLĐ Mẫu", "kind": "province_federation",
         "founded_on": "1990-01-01", "percent_digits": 1},
        {"code": "LD-A", "name": "LĐLĐ huyện A", "short_name": "LĐLĐ A", "kind": "district_federation",
         "parent": "LD", "founded_on": "1990-01-01"},
        {"code": "LD-A-1", "name": "CĐCS Trường Mẫu", "short_name": "CĐCS Mẫu", "kind": "grassroots",
         "parent": "LD-A", "founded_on": "2001-09-05"},
        {"code": "LD-A-2", "name": "CĐCS Công ty Mẫu", "short_name": "CĐCS CT Mẫu", "kind": "grassroots",
         "parent": "LD-A", "founded_on": "2005-01-01", "sector": "non_state"},
    ],
    "changes": [{"unit": "LD-A", "on": "2021-01-01", "name": "LĐLĐ thị xã A"}],
    "cut_offs": [{"period": "2024-Q1", "data_until": "2024-03-30"}],
    "targets": [{"unit": "LD-A", "period": "2024", "indicator": "members_admitted", "assigned": 120,
                 "registered": 130, "decision": "Kế hoạch 2024", "on": "2024-01-15"}],
    "reports": [
        {"unit": "LD-A-1", "period": "2024-M01", "state": "accepted",
         "cells": {"members_admitted": 3, "ORG16": 45, "WEL02": "0.0125", "LAW36": "NA", "ORG17": None}},
        {"unit": "LD-A-2", "period": "2024-M01", "state": "submitted", "cells": {"members_admitted": 4}},
        {"unit": "LD-A-2", "period": "2024-M02", "state": "draft", "cells": {"ORG21": 1}},
        {"unit": "LD-A", "period": "2024-Q1", "state": "accepted", "cells": {"training_attendances": 712}},
    ],
    "wordings": [{"unit": "LD-A", "period": "2024-Q1", "indicator": "training_attendances", "value": 712,
                  "words": "hơn 700"}],
}  # fmt: skip

TOO_DEEP = "[" * 100_000
LONG_NUMBER = b'{"format": "thidua-federation-1", "reports": [{"unit": "LD-A-1", "period": "2024-M01", ' + (
    b'"state": "draft", "cells": {"ORG21": ' + b"9" * 6_000 + b"}}]}"
)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The good file with one entry set, by a path such as ``reports.0.cells.ORG21``."""
    data = deepcopy(GOOD)
    *way, last = path.split(".")
    place: Any = data
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if isinstance(place, list):
        place[int(last) : int(last) + 1] = [value]
    else:
        place[last] = value
    return data


def without(path: str) -> dict[str, Any]:
    data = deepcopy(GOOD)
    *way, last = path.split(".")
    place: Any = data
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    del place[last]
    return data


def written_twice() -> bytes:
    text = json.dumps(GOOD)
    return text.replace('"members_admitted": 3', '"members_admitted": 3, "members_admitted": 5').encode()


def test_a_good_file_is_taken_in_whole(load: Any) -> None:
    code, out, err = load(GOOD)

    assert (code, err) == (0, "")
    assert "4 đơn vị, 1 chỉ tiêu, 4 báo cáo của 3 kỳ" in out
    assert Placement.objects.filter(name="LĐLĐ thị xã A", during__contains=date(2024, 1, 1)).count() == 1
    assert str(Period.objects.get(code="2024-Q1").as_of) == "2024-03-30"
    assert Target.objects.get().assigned == 120
    assert TargetEntry.objects.count() == 2
    assert Wording.objects.get().words == "hơn 700"
    states = dict(Report.objects.exclude(started_at=None).values_list("state", "accepted_by__username"))
    assert states == {"accepted": "tep.tiep-nhan", "submitted": None, "draft": None}


def test_the_four_states_of_a_cell_arrive(load: Any) -> None:
    load(GOOD)

    report = Report.objects.get(unit__code="LD-A-1", period__code="2024-M01")
    rows = {row.block: row for row in SheetCells.objects.filter(sheet_id=report.sheet_id)}
    arrived = {
        code: cell_at(rows[slot.block_id], slot.position)
        for code in ("ORG21", "ORG16", "WEL02", "LAW36", "ORG17")
        for slot in [catalogue().by_code[code].slot]
    }
    assert arrived == {
        "ORG21": Cell(3), "ORG16": Cell(45), "WEL02": Cell(12_500), "LAW36": NOT_APPLICABLE, "ORG17": EMPTY
    }  # fmt: skip


def test_nobody_can_sign_in_as_the_accounts_of_a_file(load: Any) -> None:
    load(GOOD)

    accounts = User.objects.filter(username__startswith="tep.")
    assert [(a.is_active, a.has_usable_password()) for a in accounts] == [(False, False)] * 2


def test_what_was_loaded_is_told_by_figures(load: Any, command: Any) -> None:
    load(GOOD)

    code, out, _err = command("figures", "--unit", "ldld thi xa a", "--period", "2024-Q1", "--json")
    page = json.loads(out)
    figures = {figure["indicator"]: figure for figure in page["figures"]}

    assert code == 0
    assert (page["unit"], page["as_of"], page["basis"]) == ("LĐLĐ thị xã A", "2024-03-30", "official")
    assert figures["members_admitted"]["value"] == "3"
    assert figures["members_admitted"]["percent_of_plan"] == "2.5"
    assert figures["members_admitted"]["printed"]["percent_of_plan"] == "2,5%"
    assert figures["training_attendances"]["printed"]["value"] == "hơn 700"
    assert figures["WEL02"]["value"] == "0.0125"

    _code, out, _err = command("figures", "--unit", "LD-A", "--period", "2024-Q1", "--json", "--preliminary")
    figures = {figure["indicator"]: figure for figure in json.loads(out)["figures"]}
    assert figures["members_admitted"]["value"] == "7"


BAD = {
    "unknown section": (changed("unions", []), "unions"),
    "wrong format": (changed("format", "other"), "format"),
    "format missing": (without("format"), "format"),
    "not an object": ([], "$"),
    "units not a list": (changed("units", {}), "units"),
    "unit not an object": (changed("units.1", "LD-A"), "units[1]"),
    "unit without a name": (without("units.1.name"), "units[1].name"),
    "empty name": (changed("units.1.name", "  "), "units[1].name"),
    "unknown key of a unit": (changed("units.1.colour", "red"), "units[1].colour"),
    "unknown kind": (changed("units.1.kind", "county"), "units[1].kind"),
    "kind of another type": (changed("units.1.kind", ["grassroots"]), "units[1].kind"),
    "code with accents": (changed("units.3.code", "LĐ-2"), "units[3].code"),
    "code used twice": (changed("units.3.code", "ld-a-1"), "units[3].code"),
    "unknown parent": (changed("units.3.parent", "NOBODY"), "units[3].parent"),
    "parents in a circle": (changed("units.0.parent", "LD-A-1"), "units[0].parent"),
    "day that does not exist": (changed("units.2.founded_on", "2001-02-30"), "units[2].founded_on"),
    "day written otherwise": (changed("units.2.founded_on", "05/09/2001"), "units[2].founded_on"),
    "NUL in a name": (changed("units.2.name", "CĐCS\x00"), "units[2].name"),
    "right-to-left mark in a name": (changed("units.2.name", "CĐCS \u202etrường"), "units[2].name"),
    "name too long": (changed("units.2.name", "x" * 201), "units[2].name"),
    "digits beyond four": (changed("units.0.percent_digits", 9), "units[0].percent_digits"),
    "digits true": (changed("units.0.percent_digits", True), "units[0].percent_digits"),
    "change of an unknown unit": (changed("changes.0.unit", "NOBODY"), "changes[0].unit"),
    "change that changes nothing": (without("changes.0.name"), "changes[0]"),
    "change before the unit": (changed("changes.0.on", "1980-01-01"), "changes[0]"),
    "cut-off far away": (changed("cut_offs.0.data_until", "2025-01-01"), "cut_offs[0].data_until"),
    "period that does not exist": (changed("reports.0.period", "2024-M13"), "reports[0].period"),
    "report of nine months": (changed("reports.0.period", "2024-9M"), "reports[0].period"),
    "report before founding": (changed("reports.0.period", "1999-M01"), "reports[0].period"),
    "report of an unknown unit": (changed("reports.0.unit", "NOBODY"), "reports[0].unit"),
    "state that cannot arrive": (changed("reports.0.state", "closed"), "reports[0].state"),
    "two reports of a unit and period": (changed("reports.2.period", "2024-M01"), "reports[2]"),
    "cells not an object": (changed("reports.0.cells", [1]), "reports[0].cells"),
    "unknown indicator": (changed("reports.0.cells.members_lost", 1), "reports[0].cells.members_lost"),
    "indicator twice": (changed("reports.0.cells.ORG21", 1), "reports[0].cells.ORG21"),
    "key written twice": (written_twice(), "reports[0].cells.members_admitted"),
    "indicator of another kind": (changed("reports.0.cells.loan_disbursed", 1), "reports[0].cells.loan_disbursed"),
    "indicator of another period": (changed("reports.0.cells.ORG39", 1), "reports[0].cells.ORG39"),
    "ratio typed": (changed("reports.0.cells.ORG25", 90), "reports[0].cells.ORG25"),
    "negative count": (changed("reports.0.cells.members_admitted", -1), "reports[0].cells.members_admitted"),
    "10^30": (changed("reports.0.cells.members_admitted", 10**30), "reports[0].cells.members_admitted"),
    "1e400": (json.dumps(GOOD).replace(": 45", ": 1e400").encode(), "reports[0].cells.ORG16"),
    "six thousand digits": (LONG_NUMBER, "reports[0].cells.ORG21"),
    "half a person": (changed("reports.0.cells.members_admitted", 1.5), "reports[0].cells.members_admitted"),
    "text for a number": (changed("reports.0.cells.members_admitted", "ba"), "reports[0].cells.members_admitted"),
    "NaN in quotes": (changed("reports.0.cells.members_admitted", "NaN"), "reports[0].cells.members_admitted"),
    "true for a number": (changed("reports.0.cells.members_admitted", True), "reports[0].cells.members_admitted"),
    "list for a number": (changed("reports.0.cells.members_admitted", [1]), "reports[0].cells.members_admitted"),
    "unknown typist": (changed("reports.0.typed_by", "nobody"), "reports[0].typed_by"),
    "accepted but only submitted": (changed("reports.1.accepted_at", "2024-02-01T08:00:00"), "reports[1].state"),
    "instant without sense": (changed("reports.0.submitted_at", "yesterday"), "reports[0].submitted_at"),
    "target without an amount": (
        changed("targets.0", {"unit": "LD", "period": "2024", "indicator": "ORG21", "on": "2024-01-01"}),
        "targets[0]",
    ),
    "negative target": (changed("targets.0.assigned", -5), "targets[0].assigned"),
    "target of an unknown indicator": (changed("targets.0.indicator", "joy"), "targets[0].indicator"),
    "target of an unknown unit": (changed("targets.0.unit", "NOBODY"), "targets[0].unit"),
    "wording without words": (changed("wordings.0.words", ""), "wordings[0].words"),
    "wording of a ratio": (changed("wordings.0.indicator", "ORG25"), "wordings[0].indicator"),
}


@pytest.mark.parametrize(("content", "path"), BAD.values(), ids=BAD.keys())
def test_a_bad_entry_is_named_and_nothing_is_written(load: Any, content: Any, path: str) -> None:
    code, out, err = load(content)

    assert (code, out) == (1, "")
    assert any(line.startswith(f"{path}: ") for line in err.splitlines()), err
    assert not Unit.objects.exists()
    assert not Period.objects.exists()
    assert not User.objects.exists()


def test_all_bad_entries_are_named_at_once(load: Any) -> None:
    data = changed("units.1.kind", "county")
    data["reports"][0]["cells"]["members_lost"] = 1
    data["targets"][0]["assigned"] = "many"

    _code, _out, err = load(data)

    paths = {line.partition(":")[0] for line in err.splitlines()}
    assert {"units[1].kind", "reports[0].cells.members_lost", "targets[0].assigned"} <= paths


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe{}", b'{"format": NaN}', TOO_DEEP.encode(), b" " * (40 * 1024 * 1024 + 1)],
    ids=["empty", "broken", "not UTF-8", "NaN", "too deep", "over 40 MB"],
)
def test_what_is_no_json_is_refused(load: Any, content: bytes) -> None:
    code, out, err = load(content)

    assert (code, out) == (2, "")
    assert err.strip()
    assert not Unit.objects.exists()


def test_a_file_that_is_not_there_is_refused(command: Any) -> None:
    code, _out, err = command("load", "/nowhere/federation.json")

    assert code == 2
    assert "/nowhere/federation.json" in err


def test_an_unknown_user_is_refused(catalogue_installed: None, command: Any, tmp_path: Any) -> None:
    path = tmp_path / "federation.json"
    path.write_text(json.dumps(GOOD))

    code, _out, err = command("load", str(path), "--as", "nobody")

    assert code == 2
    assert "nobody" in err
    assert not Unit.objects.exists()


def test_loading_again_names_what_exists_and_changes_nothing(load: Any) -> None:
    load(GOOD)
    before = (Unit.objects.count(), Report.objects.count(), TargetEntry.objects.count())

    code, _out, err = load(GOOD)

    assert code == 1
    assert "units[0].code: " in err
    assert (Unit.objects.count(), Report.objects.count(), TargetEntry.objects.count()) == before


@pytest.mark.parametrize(("section", "path"), [("reports", "reports[0]"), ("targets", "targets[0]")])
def test_reports_and_targets_are_not_replaced(load: Any, section: str, path: str) -> None:
    load(GOOD)

    code, _out, err = load({"format": GOOD["format"], section: GOOD[section]})

    assert code == 1
    assert f"{path}: " in err


def test_more_reports_of_known_units_are_added(load: Any) -> None:
    load(GOOD)
    more = {"unit": "ld-a-2", "period": "2024-M03", "state": "accepted", "cells": {"ORG21": 2}}

    code, out, _err = load({"format": GOOD["format"], "reports": [more]})

    assert code == 0
    assert "1 báo cáo của 1 kỳ" in out


def test_averages_are_weighted_by_what_ends_on_the_same_day(load: Any, command: Any) -> None:
    """Average income comes twice a year, the number of workers that weighs it every month."""
    data = deepcopy(GOOD)
    data["reports"] = [
        {"unit": unit, "period": period, "state": "accepted", "cells": cells}
        for unit, income, workers in (("LD-A-1", 7, 100), ("LD-A-2", 9, 300))
        for period, cells in (("2024-H1", {"LAW40": income}), ("2024-M06", {"ORG16": workers}))
    ]

    assert load(data)[0] == 0
    _code, out, _err = command("figures", "--unit", "LD", "--period", "2024-H1", "--json")

    figures = {figure["code"]: figure for figure in json.loads(out)["figures"]}
    assert figures["LAW40"]["value"] == "8.5"
    assert figures["ORG16"]["value"] == "400"
