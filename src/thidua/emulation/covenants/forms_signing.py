"""What is given to sign: a drawing, a typed name or a key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.documents.signing import LARGEST_KEY
from thidua.ui.fields import LineField

from .drawings import LONGEST
from .rules import Method
from .services.signing import LONGEST_DEVICE, Hand

LONGEST_POST = 120
_DEVICES = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


class SignForm(forms.Form):
    """How somebody signs; a key and its passphrase are neither shown again nor kept."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    post = LineField(
        label=gettext_lazy("Chức vụ"),
        max_length=LONGEST_POST,
        error_messages={"required": gettext_lazy("Hãy ghi chức vụ của người ký.")},
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Cách ký"), choices=Method.choices, widget=forms.RadioSelect, initial=Method.DRAWN
    )
    drawing = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST * 2)
    typed = LineField(
        label=gettext_lazy("Gõ họ và tên của bạn"),
        max_length=LONGEST_POST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    key = forms.FileField(
        label=gettext_lazy("Tệp khóa ký (.p12 hoặc .pfx)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
    )
    passphrase = forms.CharField(
        label=gettext_lazy("Mật khẩu của khóa"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Khóa và mật khẩu chỉ dùng cho lần ký này, không được lưu lại."),
    )

    def clean(self) -> dict[str, Any]:
        """What the way of signing needs is there."""
        data: dict[str, Any] = super().clean() or {}
        method = data.get("method")
        if method == Method.TYPED and not data.get("typed"):
            self.add_error("typed", _("Hãy gõ họ và tên để xác nhận."))
        if method == Method.CERTIFICATE:
            key: UploadedFile[bytes] | None = data.get("key")
            if key is None or not key.size or key.size > LARGEST_KEY:
                self.add_error("key", _("Hãy chọn tệp khóa ký .p12 hoặc .pfx."))
        return data

    def hand(self, agent: str) -> Hand:
        """How it is signed, on the device that a browser says it runs on. Valid forms only."""
        data = self.cleaned_data
        key: UploadedFile[bytes] | None = data.get("key")
        certificate = data["method"] == Method.CERTIFICATE
        return Hand(
            method=Method(data["method"]),
            seen=data["seen"],
            post=data["post"],
            device=device_of(agent),
            drawing=data["drawing"],
            typed=data["typed"],
            key=key.read() if certificate and key else b"",
            passphrase=data["passphrase"] if certificate else "",
        )


class TableForm(SignForm):
    """The same on the device on the table, where the signer is known by a code."""

    code = LineField(
        label=gettext_lazy("Mã ký"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("Người ký mở trang ký trên điện thoại của mình và chọn «Lấy mã ký tại bàn»."),
        error_messages={"required": gettext_lazy("Hãy nhập mã ký của người ký.")},
    )
    field_order = ("seen", "code", "post", "method")


def device_of(agent: str) -> str:
    """A device in a few words, from what its browser says of itself: "Android, Chrome"."""
    device = next((name for mark, name in _DEVICES if mark in agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    return ", ".join(part for part in (device, browser) if part)[:LONGEST_DEVICE] or _("Thiết bị khác")
