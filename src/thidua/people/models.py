"""People: the one identity that posts, grants and, later, memberships and nominations point to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """A human being, with the least personal data that the work needs."""

    full_name = models.CharField(_("họ và tên"), max_length=120)
    search = models.CharField(max_length=240, editable=False)
    sort_key = models.CharField(max_length=480, editable=False)

    class Meta:
        ordering: ClassVar = ["sort_key", "pk"]
        indexes: ClassVar = [
            models.Index("sort_key", "id", name="person_order"),
            GinIndex(SearchVector("search", config="simple"), name="person_search"),
        ]

    def __str__(self) -> str:
        return self.full_name


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> models.QuerySet[User]:
        """Accounts with their persons: wherever an account is shown, it is by the person's name."""
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account that signs in. What it may do is data in `access`, never a flag here."""

    username = models.CharField(_("tên đăng nhập"), max_length=80, unique=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="users")
    is_active = models.BooleanField(_("đang dùng"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # When the short tour of the first sign-in was seen to its end or waved away.
    toured_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.person.full_name


class OneTimeCode(models.Model):
    """What opens an account once without a password: for its first sign-in, or after a forgotten one.

    Only the digest is kept. An account has one code at most: a new one takes the place of the last.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="one_time_code")
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} · {self.expires_at:%Y-%m-%d}"


class SignedIn(models.Model):
    """A browser in which an account is signed in. `seen_at` is coarse: it moves once an hour at most."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="signed_in")
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("user", name="signed_in_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.agent}"


class SecondFactor(models.Model):
    """That an account shares a key with an authenticator app, and the digests of its recovery codes.

    The key follows from `nonce` and the installation's secret key: the table alone is worth nothing to a thief.
    `last_step` is the time step of the last code that was taken: no code is taken twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    nonce = models.CharField(max_length=64)
    last_step = models.BigIntegerField(default=0)
    recovery = ArrayField(models.CharField(max_length=64), default=list)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)
