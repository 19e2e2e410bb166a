"""Documents: a thousand one-page PDFs and Word files, what one page of a website waits for, and the memory it takes."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.bench.country import Country
from tests.bench.measure import Measure
from thidua.documents.content import Content, Frame, Paragraph
from thidua.documents.rendering import pdf, word
from thidua.documents.template_fields import sample_content, sample_frame

COUNT = 1_000
TARGET_SECONDS = 60
PAGE_SECONDS = 1
PARAGRAPHS = 5
WORDS = (
    "Trong quý, các cấp công đoàn đã kết nạp mới 1.424 đoàn viên, đạt 52,5% kế hoạch năm, tăng 3,33% so với cùng kỳ. "
)


def documents(_country: Country) -> Iterator[Measure]:
    """Set a thousand letters of one page that differ in every line, then a document with tables and charts once."""
    yield from _thousand("PDF", pdf, TARGET_SECONDS)
    yield from _thousand("Word", word, None)
    for name, make in (("PDF", pdf), ("Word", word)):
        took = _timed(make, sample_frame(), sample_content())
        yield Measure(f"documents: one {name} with table, chart and annex", took, "s", took / PAGE_SECONDS, "1 s")


def _thousand(name: str, make: Callable[[Frame, Content], bytes], target: int | None) -> Iterator[Measure]:
    memory, started = _memory(), time.perf_counter()
    for number in range(COUNT):
        make(*_letter(number))
    took = time.perf_counter() - started
    beside = f"target of {target} s" if target else None
    yield Measure(f"documents: {COUNT} one-page {name} files", took, "s", took / target if target else None, beside)
    yield Measure(f"documents: memory that these {name} files added", (_memory() - memory) / 1024, "MB")


def _letter(number: int) -> tuple[Frame, Content]:
    """A page of text of which no line is that of another letter."""
    frame = replace(sample_frame(), number=f"{number:02}", subject=f"Kết quả số {number}", verify_code=f"ma-{number}")
    texts = (f"{number}.{at}. {WORDS * 2}" for at in range(PARAGRAPHS))
    return frame, Content(tuple(Paragraph(f"p{at}", (text,)) for at, text in enumerate(texts)))


def _timed(make: Callable[[Frame, Content], bytes], frame: Frame, content: Content) -> float:
    started = time.perf_counter()
    make(frame, content)
    return time.perf_counter() - started


def _memory() -> int:
    """The most memory that this process has held, in KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
