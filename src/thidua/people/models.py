"""People: the one identity that posts, grants and, later, memberships and nominations point to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """A human being, with the least personal data that the work needs."""

    full_name = models.CharField(_("họ và tên"), max_length=120)
    search = models.CharField(max_length=240, editable=False)
    sort_key = models.CharField(max_length=480, editable=False)

    class Meta:
        ordering: ClassVar = ["sort_key", "pk"]

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

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.person.full_name
