"""Domain errors carry a code and a sentence."""

from thidua.core.errors import BadEntries, BadEntry, DomainError


class AlreadyAccepted(DomainError):
    """A rule of some app."""


class NamedByHand(DomainError):
    code = "by-hand"


class NotATarget(DomainError):
    """A rule with a word of one letter."""


def test_a_rule_names_its_code():
    assert NotATarget.code == "not-a-target"
    assert AlreadyAccepted.code == "already-accepted"
    assert NamedByHand.code == "by-hand"


def test_an_error_carries_its_sentence_and_place():
    error = AlreadyAccepted("Báo cáo đã được tiếp nhận.", where="reports[2]")

    assert (error.sentence, error.where, error.status) == ("Báo cáo đã được tiếp nhận.", "reports[2]", 409)


def test_an_import_names_every_bad_entry():
    error = BadEntries("Tệp có 2 lỗi.", [BadEntry("B7", "Thiếu tên."), BadEntry("C9", "Sai mã.")])

    assert [entry.path for entry in error.entries] == ["B7", "C9"]
    assert error.status == 422
