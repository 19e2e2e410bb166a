"""What the committee types: shares of the key, as words or as the file in which they were handed out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

LARGEST_SHARE = 10_000
LONGEST_WORDS = 1_000


class ShareForm(forms.Form):
    """One share; what was typed is never sent back to the page."""

    words = forms.CharField(
        label=gettext_lazy("Chép các từ của mảnh khóa"),
        required=False,
        max_length=LONGEST_WORDS,
        # A browser that corrects spelling may send what is typed to its maker.
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("33 từ tiếng Anh theo đúng thứ tự, cách nhau bằng dấu cách."),
    )
    file = forms.FileField(
        label=gettext_lazy("Hoặc chọn tệp mảnh khóa"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """The words of the share, from the field or from the file, under "share"."""
        upload: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        typed = self.cleaned_data.get("words", "").strip()
        if upload is not None:
            if (upload.size or 0) > LARGEST_SHARE:
                self.add_error("file", _("Tệp này không phải tệp mảnh khóa. Hãy chọn tệp .txt đã nhận khi giao khóa."))
            else:
                typed = upload.read().decode("utf-8", errors="replace").replace("\0", "")
        if not typed.strip() and not self.errors:
            self.add_error("words", _("Hãy chép các từ của mảnh khóa hoặc chọn tệp."))
        self.cleaned_data["share"] = typed
        return self.cleaned_data

    def emptied(self) -> ShareForm:
        """The same form, with what is wrong with it and without what was typed: a share goes into no page."""
        self.data = QueryDict()
        self.files = MultiValueDict()
        return self
