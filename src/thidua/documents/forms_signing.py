"""What is typed to sign a document and to look one up."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .signing import LARGEST_KEY


class SignForm(forms.Form):
    """A PKCS#12 file with its passphrase; neither is ever shown again or kept."""

    key = forms.FileField(
        label=gettext_lazy("Tệp khóa ký (.p12 hoặc .pfx)"),
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chưa chọn tệp khóa ký. Hãy chọn tệp .p12 hoặc .pfx.")},
    )
    passphrase = forms.CharField(
        label=gettext_lazy("Mật khẩu của khóa"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Khóa và mật khẩu chỉ dùng cho lần ký này, không được lưu lại."),
    )

    def clean_key(self) -> UploadedFile[bytes]:
        """A file of the size that keys have."""
        key: UploadedFile[bytes] = self.cleaned_data["key"]
        if not key.size or key.size > LARGEST_KEY:
            raise forms.ValidationError(_("Tệp này không phải khóa ký PKCS#12. Hãy chọn tệp .p12 hoặc .pfx."))
        return key


class LookUpForm(forms.Form):
    """The code that stands beside the QR code of a document."""

    code = forms.CharField(
        label=gettext_lazy("Mã xác thực in ở cuối văn bản"),
        max_length=40,
        error_messages={"required": gettext_lazy("Hãy nhập mã in cạnh hình vuông ở cuối văn bản.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Without the spaces that people type."""
        return "".join(self.cleaned_data["code"].split())


class CompareForm(forms.Form):
    """The PDF that somebody was sent."""

    file = forms.FileField(
        label=gettext_lazy("Tệp PDF bạn nhận được"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chưa chọn tệp. Hãy chọn tệp PDF cần đối chiếu.")},
    )
