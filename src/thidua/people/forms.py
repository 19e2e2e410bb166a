"""The shape of what people type about their own account."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from .models import User


def password_box(autocomplete: str) -> forms.PasswordInput:
    """A box to type a password in, which tells password managers what it is for."""
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Tên đăng nhập hoặc thư điện tử"),
            max_length=254,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "autofocus": True,
                }
            ),
        )
        self.fields["password"] = forms.CharField(
            label=_("Mật khẩu"),
            max_length=200,
            strip=False,
            widget=password_box("current-password"),
        )
        self.order_fields(["login", "password"])


class NewPasswordForm(forms.Form):
    """A new password, twice. Whether it is good is the service's rule."""

    new = forms.CharField(
        label=_("Mật khẩu mới"),
        help_text=_("Ít nhất 10 ký tự; không dùng mật khẩu phổ biến hoặc giống tên của bạn."),
        max_length=200,
        strip=False,
        widget=password_box("new-password"),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        max_length=200,
        strip=False,
        widget=password_box("new-password"),
    )

    def clean(self) -> dict[str, Any]:
        """Both new ones must be the same."""
        cleaned = super().clean() or {}
        if "new" in cleaned and "again" in cleaned and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu mới không giống nhau."))
        return cleaned


class PasswordForm(NewPasswordForm):
    """The present password, and the new one twice."""

    present = forms.CharField(
        label=_("Mật khẩu hiện tại"),
        max_length=200,
        strip=False,
        widget=password_box("current-password"),
    )
    field_order = ("present", "new", "again")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_present(self) -> str:
        """Ask for the present password, so that a screen left open is not enough."""
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise forms.ValidationError(_("Mật khẩu hiện tại không đúng."))
        return present


class ActivationForm(NewPasswordForm):
    """A one-time code and the password that it lets its holder set."""

    code = forms.CharField(
        label=_("Mã dùng một lần"),
        help_text=_("Mười hai chữ và số trên phiếu kích hoạt; không phân biệt chữ hoa, chữ thường."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Hãy nhập mã trên phiếu kích hoạt.")},
    )
    field_order = ("code", "new", "again")


class SecondFactorForm(forms.Form):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Mã xác nhận"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": _("Hãy nhập mã xác nhận.")},
    )
