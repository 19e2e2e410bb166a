"""The questions of a draft: written, changed, taken out and brought back. The service replaces them as a whole."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import DomainError
from thidua.ui.notices import say
from thidua.voting.forms import QuestionForm, question_of
from thidua.voting.queries import Put, puts_of
from thidua.voting.rules import Base, Kind, Part
from thidua.voting.services.setup import NewOption, NewQuestion, set_questions
from thidua.voting.standing import BallotStanding

from .frame import INVALID, framed, safe_or_post, signed_in
from .setup import blame, managed, part

SALT = "ballot-question"


@safe_or_post
def question_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a question more."""
    return _question(request, managed(request, reference), None)


@safe_or_post
def question(request: HttpRequest, reference: str, position: int) -> HttpResponse:
    """Change a question."""
    return _question(request, managed(request, reference), position)


def _question(request: HttpRequest, standing: BallotStanding, position: int | None) -> HttpResponse:
    ballot = standing.ballot
    puts = list(puts_of(ballot))
    edited = _put_or_404(puts, position) if position is not None else None
    initial = question_of(edited.question, edited.options) if edited else None
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = _asked(form)
        questions = [asked if put is edited else _again(put) for put in puts] + ([] if edited else [asked])
        try:
            set_questions(ballot_id=ballot.pk, questions=questions, by=signed_in(request))
        except DomainError as error:
            blame(form, error)
        else:
            say(request, _("Đã lưu câu hỏi."))
            return redirect(f"{reverse('ballot', args=[ballot.reference])}#cau-hoi")
    title = _("Sửa câu hỏi") if edited else _("Câu hỏi mới")
    context = framed(standing, "ballot-question", title) | {"form": form}
    return render(request, "voting/question.html", context, status=INVALID if form.errors else 200)


@require_POST
def question_remove(request: HttpRequest, reference: str, position: int) -> HttpResponse:
    """Take a question out."""
    standing = managed(request, reference)
    puts = list(puts_of(standing.ballot))
    gone = _put_or_404(puts, position)
    left = [_again(put) for put in puts if put is not gone]
    set_questions(ballot_id=standing.ballot.pk, questions=left, by=signed_in(request))
    kept = urlencode({"cau": signing.dumps(_kept(gone), salt=SALT, compress=True)})
    undo = f"{reverse('ballot-question-restore', args=[reference])}?{kept}"
    say(request, _("Đã bỏ câu hỏi «%(text)s».") % {"text": gone.question.text}, undo=undo)
    return redirect(f"{reverse('ballot', args=[reference])}#cau-hoi")


@require_POST
def question_restore(request: HttpRequest, reference: str) -> HttpResponse:
    """Put back a question that was taken out; `cau` is what it said, sealed."""
    standing = managed(request, reference)
    try:
        position, question = _restored(signing.loads(request.GET.get("cau", ""), salt=SALT))
    except signing.BadSignature as error:
        raise Http404(_("Không đọc được câu hỏi cần trả lại. Hãy viết lại câu hỏi đó.")) from error
    questions = [_again(put) for put in puts_of(standing.ballot)]
    questions.insert(position - 1, question)
    set_questions(ballot_id=standing.ballot.pk, questions=questions, by=signed_in(request))
    say(request, _("Đã trả lại câu hỏi."))
    return redirect(f"{reverse('ballot', args=[reference])}#cau-hoi")


def _asked(form: QuestionForm) -> NewQuestion:
    data = form.cleaned_data
    return NewQuestion(
        text=data["text"],
        kind=Kind(data["kind"]),
        options=tuple(NewOption(name, detail) for name, detail in data["options"]),
        most=data["most"],
        seats=data["seats"],
        threshold=part(data["threshold"], strict=data["threshold_strict"]),
        base=Base(data["threshold_base"]),
    )


def _again(put: Put) -> NewQuestion:
    """A question as it stands, to be kept beside one that changes."""
    one = put.question
    return NewQuestion(
        text=one.text,
        kind=Kind(one.kind),
        options=tuple(NewOption(option.name, option.detail) for option in put.options),
        most=one.most,
        seats=one.seats,
        threshold=one.threshold,
        base=Base(one.threshold_base),
    )


def _kept(put: Put) -> dict[str, Any]:
    """A question as plain data, for the address that brings it back."""
    one = put.question
    options = [(option.name, option.detail) for option in put.options]
    part = (one.threshold_numerator, one.threshold_denominator, one.threshold_strict)
    return {
        "at": one.position,
        "text": one.text,
        "kind": one.kind,
        "options": options,
        "most": one.most,
        "seats": one.seats,
        "part": part,
        "base": one.threshold_base,
    }


def _restored(kept: dict[str, Any]) -> tuple[int, NewQuestion]:
    """The place and the question that `_kept` wrote."""
    return kept["at"], NewQuestion(
        text=kept["text"],
        kind=Kind(kept["kind"]),
        options=tuple(NewOption(name, detail) for name, detail in kept["options"]),
        most=kept["most"],
        seats=kept["seats"],
        threshold=Part(*kept["part"]),
        base=Base(kept["base"]),
    )


def _put_or_404(puts: list[Put], position: int) -> Put:
    for put in puts:
        if put.question.position == position:
            return put
    raise Http404(_("Không tìm thấy câu hỏi này."))
