"""A unit on one page: what it is, who leads it, its main figures beside plan and last year, two charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils import translation

from thidua.core import clock
from thidua.core.periods import Span
from thidua.documents.bodies import full_name
from thidua.documents.content import Block, Chart, Content, Paragraph
from thidua.documents.frames import frame_for
from thidua.documents.rendering import COMPACT
from thidua.documents.rules import Kind
from thidua.figures.queries import courses
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Kind as IndicatorKind
from thidua.org.models import Placement, Post, Unit
from thidua.org.queries import path_of, posts_at
from thidua.org.rules import PostRole
from thidua.targets.queries import Result

from .assessment import blocks, in_words
from .drafted import Drafted
from .profile_charts import course_chart, plans_chart
from .reading import COMPARED, read_report
from .sentences import SCHOOLS_SIZE, SIZE
from .tables import results_table
from .writing import Voice, paragraph

MOST_RESULTS = 5
MOST_NAMED = 4
TWO_YEARS = 24
_LEADING = (PostRole.CHAIR, PostRole.HEAD, PostRole.VICE_CHAIR)


def draft_profile(unit: Unit, span: Span, _options: Mapping[str, str]) -> Drafted:
    """Draft the page of a unit. Raises NothingToReport."""
    with translation.override("vi"):
        voice = Voice(read_report(unit, span), unit.code)
        shown = _main_results(voice)
        frame = frame_for(unit, on=clock.today(), kind=Kind.PROFILE, subject="")
        subject = f"{frame.issuer}, {in_words(voice)}"
        # One page for reading: whoever wants it signed adds the lines.
        frame = replace(frame, subject=subject, recipients=(), authority=(), signer="", extra={COMPACT: True})
        return Drafted(subject, frame, Content(tuple(_blocks(unit, voice, shown))))


def _main_results(voice: Voice) -> list[Result]:
    """What is always compared and has a target first, then other targets, then the rest of what is compared."""
    every = [result for result in voice.facts.of(voice.unit) if result.cumulative is not None]
    usual = {code: at for at, code in enumerate(COMPARED)}
    order = sorted(every, key=lambda one: (one.target is None, usual.get(one.indicator.code, len(usual))))
    chosen = [one for one in order if one.target is not None or one.indicator.code in usual][:MOST_RESULTS]
    return sorted(chosen or order[:MOST_RESULTS], key=lambda one: one.indicator.order)


def _blocks(unit: Unit, voice: Voice, shown: Sequence[Result]) -> list[Block]:
    on = min(voice.facts.span.ends, clock.today())
    has_unions = any(result is not None and result.value for result in map(voice.result, ("ORG01", "EDU01")))
    opening = "Đơn vị " if has_unions else ""
    size = paragraph(voice, SIZE, "quy-mo", opening) or paragraph(voice, SCHOOLS_SIZE, "quy-mo", opening)
    caption = f"Kết quả chủ yếu {in_words(voice)}"
    table = results_table(voice, shown, name="bang-ket-qua", caption=caption, full=False)
    plans = plans_chart(shown, voice.facts.digits.get(unit.code, 1), voice.facts.span)
    return blocks(_who(unit, on), size, table, plans, _course(unit, voice, shown))


def _who(unit: Unit, on: date) -> Paragraph:
    path = path_of([unit.pk], on).get(unit.pk, ())
    above = full_name(path[-2].name) if len(path) > 1 else ""
    below = Placement.objects.filter(parent=unit, during__contains=on).count()
    pieces = [f"Thành lập ngày {unit.founded_on:%d/%m/%Y}"]
    if above:
        pieces.append(f"; trực thuộc {above}")
    if below:
        pieces.append(f"; có {below} đơn vị trực thuộc")
    leading = [post for post in posts_at(unit, on) if post.role in _LEADING][:MOST_NAMED]
    pieces += [f". {_named(post)}" for post in leading[:1]] + [f"; {_named(post)}" for post in leading[1:]]
    return Paragraph("don-vi", ("".join(pieces) + ".",), source="don-vi")


def _named(post: Post) -> str:
    title = str(PostRole(post.role).label) if post.role in {PostRole.CHAIR, PostRole.VICE_CHAIR} else post.title
    return f"{title}: {post.person.full_name}"


def _course(unit: Unit, voice: Voice, shown: Sequence[Result]) -> Chart | None:
    """The course of the first flow among the results that has one."""
    flows = [result.indicator for result in shown if result.indicator.kind == IndicatorKind.FLOW]
    until = voice.facts.span.ends
    found = courses(unit_id=unit.pk, until=until, indicators=flows, basis=Basis.OFFICIAL, count=TWO_YEARS)
    for indicator in sorted(flows, key=_by_use):
        course = found.get(indicator.pk)
        if course and (chart := course_chart(course, indicator, voice.facts.span)):
            return chart
    return None


def _by_use(indicator: Indicator) -> int:
    return COMPARED.index(indicator.code) if indicator.code in COMPARED else len(COMPARED)
