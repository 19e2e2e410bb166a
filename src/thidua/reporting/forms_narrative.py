"""The shape of what a report says in words."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy

from thidua.reporting.rules import NarrativePart
from thidua.reporting.services.narrative import LONGEST_PART


def _part(part: NarrativePart, help_text: object) -> forms.CharField:
    return forms.CharField(
        label=part.label,
        max_length=LONGEST_PART,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text,  # type: ignore[arg-type]
    )


class NarrativeForm(forms.Form):
    """One field for each part; all may stay empty."""

    results = _part(NarrativePart.RESULTS, gettext_lazy("Việc làm tốt, cách làm mới mà các con số chưa nói hết."))
    difficulties = _part(NarrativePart.DIFFICULTIES, gettext_lazy("Việc chưa làm được, việc còn vướng."))
    causes = _part(NarrativePart.CAUSES, gettext_lazy("Vì sao: khách quan và chủ quan."))
    proposals = _part(NarrativePart.PROPOSALS, gettext_lazy("Đề nghị công đoàn cấp trên, chính quyền, chuyên môn."))
    tasks = _part(NarrativePart.TASKS, gettext_lazy("Mỗi nhiệm vụ một dòng."))

    @property
    def texts(self) -> Mapping[NarrativePart, str]:
        """What was typed, by part."""
        return {part: str(self.cleaned_data[part.value]) for part in NarrativePart}
