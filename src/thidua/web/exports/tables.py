"""Every table that can be taken away as an Excel file, by the page on which it is seen."""

from __future__ import annotations

from . import catalogue, documents, figures, members, people, reorganisations, reports, rounds, targets, units
from .asking import Exported

TABLES: tuple[Exported, ...] = (
    Exported("report-list", reports.report_list),
    Exported("inbox", reports.inbox),
    Exported("inbox-missing", reports.missing),
    Exported("inbox-coverage", reports.coverage),
    Exported("many-units", reports.many_units),
    Exported("many-units", reports.unit_matrix_book, "bieu-bang"),
    Exported("many-units", reports.unit_sheets, "bieu-phieu"),
    Exported("report", reports.handed_in, "cac-lan-nop"),
    Exported("report-compare", reports.comparison),
    Exported("report-journal", reports.cell_journal),
    Exported("request-list", rounds.requests_that_were_sent),
    Exported("request-list", rounds.requests_of_mine, "toi"),
    Exported("request", rounds.answers),
    Exported("period-list", rounds.periods),
    Exported("period-close-preview", rounds.closing),
    Exported("timetable", rounds.timetable),
    Exported("past", rounds.past),
    Exported("figure", figures.parts),
    Exported("target-list", targets.of_year),
    Exported("target-board", targets.board),
    Exported("target-plan", targets.plan),
    Exported("target", targets.ledger),
    Exported("tree", units.tree),
    Exported("tree-children", units.subtree),
    Exported("unit-search", units.search),
    Exported("reorganisation-list", reorganisations.decisions),
    Exported("reorganisation", reorganisations.changes),
    Exported("reorganisation", reorganisations.preview, "xem-truoc"),
    Exported("catalogue", catalogue.indicators),
    Exported("catalogue-forms", catalogue.form_list),
    Exported("catalogue-version", catalogue.form_lines),
    Exported("document-list", documents.documents),
    Exported("member-list", members.members),
    Exported("member-figures", members.figures),
    Exported("account-list", people.accounts),
    Exported("delegation-list", people.delegations),
    Exported("who-sees", people.who_sees),
    Exported("audit-log", people.log),
    Exported("notices", people.notices),
    Exported("view-list", people.saved_views),
)
