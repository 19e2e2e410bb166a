"""Broken rules of reporting, each with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from thidua.core.errors import BadEntries, BadEntry, DomainError
from thidua.indicators.rules import Finding


class PeriodNotOpen(DomainError):
    """The books of the period are not open."""


class PeriodNotReported(DomainError):
    """Nobody reports for the period: it is derived from others."""


class PastStands(DomainError):
    """Past totals were entered for days of a period, so that its reports would count twice."""


class NotEditable(DomainError):
    """The report is with somebody else, or done."""


class NotSubmitted(DomainError):
    """Only a submitted report can be accepted or returned."""


class OwnReport(DomainError):
    """Separation of duties: nobody accepts what they submitted."""


class PaperMissing(DomainError):
    """Figures that came on paper or in a message are handed in with a picture of it."""

    status = 422


class NotTypedOnBehalf(DomainError):
    """Nobody typed this version for the unit, so there is nothing to confirm."""


class ObjectedTo(DomainError):
    """The unit says that what was typed for it is wrong: it is corrected before anybody accepts it."""


class AlreadyAnswered(DomainError):
    """The unit has answered: what it said is not changed by the link."""


class LinkUnknown(DomainError):
    """No link has this secret."""

    status = 404


class LinkOver(DomainError):
    """The link has run out, or the version that it was made for has been replaced."""

    status = 410


class NoSuchSecond(DomainError):
    """The second person is somebody else who has an account."""

    status = 422


class NobodyAsked(DomainError):
    """A request goes to one unit at least, and only to units below the asker."""

    status = 422


class TooManyAsked(DomainError):
    """A request asks for more than anybody fills in: a form of the catalogue's size is no request."""

    status = 422


class DueTooEarly(DomainError):
    """What is asked is due on a day that is still to come."""

    status = 422


class RequestOver(DomainError):
    """The request has ended."""


class RequestRunning(DomainError):
    """The request has not ended, so there is nothing to begin again."""


class AnswerIncomplete(DomainError):
    """An answer names who gives it, and an objection what is wrong."""

    status = 422


class NotAccepted(DomainError):
    """Only an accepted report is amended."""


class NobodyToRemind(DomainError):
    """None of the chosen units has somebody to remind."""


class ExceptionsUnlisted(DomainError):
    """Reports of the level below are missing, and nobody has said why the report goes on without them."""

    status = 422


class NothingToMerge(DomainError):
    """No report that was missing has been accepted since."""


class AboveHandedIn(DomainError):
    """The unit above has handed in its own report on top of this one."""


class ReasonMissing(DomainError):
    """Something was changed or sent back without saying why."""

    status = 422


class CellsUnexplained(DomainError):
    """Numbers lie far outside their history and nobody has said why: `codes` names their indicators."""

    status = 422

    def __init__(self, sentence: str, codes: Sequence[str]) -> None:
        super().__init__(sentence, where=f"cells.{codes[0]}")
        self.codes = tuple(codes)


class NothingToMark(DomainError):
    """A cell without a number can be neither an estimate nor explained."""

    status = 422


class NothingSaid(DomainError):
    """A remark or a reason without a word."""

    status = 422


class EvidenceGone(DomainError):
    """The file was removed already, or is back already."""


class BelowEarlier(DomainError):
    """A figure since the start of the year is less than what was reported before."""

    status = 422


class EarlierMissing(DomainError):
    """An earlier period of the year has no number yet, so that none can be taken off."""

    status = 422


class CellsMissing(DomainError):
    """Required cells are empty: `codes` names their indicators."""

    status = 422

    def __init__(self, sentence: str, codes: Sequence[str]) -> None:
        super().__init__(sentence)
        self.codes = tuple(codes)


class ChecksFailed(DomainError):
    """Balance checks failed: `findings` says which."""

    status = 422

    def __init__(self, sentence: str, findings: Sequence[Finding]) -> None:
        super().__init__(sentence)
        self.findings = tuple(findings)


class ReportsWaiting(DomainError):
    """A period cannot close while submitted reports wait."""


class NotCollected(DomainError):
    """The form of the report does not ask for this indicator."""

    status = 422


class NotPlausible(DomainError):
    """A number lies outside what the indicator can be."""

    status = 422


class MalformedEdits(DomainError):
    """A burst of edits does not have the shape that the entry page sends."""

    status = 422


class TooManyEdits(DomainError):
    """A burst of edits is larger than any page sends."""

    status = 413


class CellsChanged(BadEntries):
    """Somebody else changed cells meanwhile: `entries` names them, and nothing was written."""

    status = 409


class NothingRecognised(BadEntries):
    """No file that was sent holds a figure of a report: `entries` say of each file why not, `answer` how to answer."""

    def __init__(self, entries: Sequence[tuple[str, str]], status: int = 422) -> None:
        first = entries[0][1] if len(entries) == 1 else _("Không tệp nào đọc được số liệu báo cáo. Chưa ghi gì.")
        super().__init__(first, [BadEntry(name, sentence) for name, sentence in entries])
        self.answer = status


class TooManyFiles(DomainError):
    """More files were sent at once than are read at once."""

    status = 413


class UploadNotOpen(DomainError):
    """The file stands where this is not done with it: it is being written, or was taken back."""


class NothingToWrite(DomainError):
    """No cell of the file is chosen, or none can be written."""


class ChannelMissing(DomainError):
    """Reports of other units are written without saying how their figures came in."""

    status = 422
