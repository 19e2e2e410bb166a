"""What the pages of files that come back send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.errors import DomainError
from thidua.exchange.tables import check_size
from thidua.indicators.models import Form, Period
from thidua.indicators.rules import PeriodState
from thidua.reporting.queries.upload_places import Wanted
from thidua.reporting.rules import Channel
from thidua.reporting.services.uploads import MOST_FILES

ACCEPT = ".xlsx,.xls,.ods,.csv"
MOST_TOGETHER = 200 * 1024 * 1024


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or several; the answer is a list."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check each file; none at all is said once."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Workbooks, and of whom, when and on what form they are where they do not say it themselves."""

    file = ManyFilesField(
        label=gettext_lazy("Chọn hoặc kéo một hay nhiều tệp Excel vào đây"),
        help_text=gettext_lazy("Tệp .xlsx, .ods, .xls hoặc .csv, mỗi tệp tối đa 20 MB."),
        widget=_ManyFiles(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chưa chọn tệp. Hãy chọn tệp rồi bấm lại.")},
    )
    unit = forms.CharField(label=gettext_lazy("Mã đơn vị"), max_length=60, required=False)
    period = forms.ModelChoiceField(
        label=gettext_lazy("Kỳ báo cáo"),
        queryset=Period.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Như tệp ghi"),
    )
    form = forms.ModelChoiceField(
        label=gettext_lazy("Biểu mẫu"),
        queryset=Form.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Như tệp ghi"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        periods, form = self.fields["period"], self.fields["form"]
        assert isinstance(periods, forms.ModelChoiceField)
        assert isinstance(form, forms.ModelChoiceField)
        periods.queryset = Period.objects.filter(state=PeriodState.OPEN)
        form.queryset = Form.objects.order_by("name_vi")

    def clean_file(self) -> list[UploadedFile[bytes]]:
        """Refuse what is too much before a byte of it is read."""
        files: list[UploadedFile[bytes]] = self.cleaned_data["file"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Mỗi lần chỉ gửi được %(most)d tệp.") % {"most": MOST_FILES})
        if sum(file.size or 0 for file in files) > MOST_TOGETHER:
            raise forms.ValidationError(_("Các tệp cộng lại nặng quá 200 MB. Hãy chia thành nhiều lần."))
        for file in files:
            try:
                check_size(file.size or 1)  # an empty one is answered beside those that are read
            except DomainError as error:
                raise forms.ValidationError(f"{file.name}: {error.sentence}") from error
        return files

    @property
    def wanted(self) -> Wanted:
        """What was chosen, of a valid form."""
        period, form = self.cleaned_data["period"], self.cleaned_data["form"]
        return Wanted(
            unit=self.cleaned_data["unit"].strip(),
            period=period.code if period else "",
            form=form.code if form else "",
        )


class CommitForm(forms.Form):
    """How the figures of other units came in; nobody asks where all reports are the sender's own."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Nhận số liệu qua"), choices=Channel.choices, initial=Channel.MESSAGE, required=False
    )

    @property
    def chosen_channel(self) -> Channel | None:
        """Of a valid form."""
        return Channel(self.cleaned_data["channel"]) if self.cleaned_data["channel"] else None
