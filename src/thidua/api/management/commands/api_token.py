"""`thidua user token`: a token for a program, printed once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from thidua.api.services import issue_token
from thidua.people.models import User


class Command(BaseCommand):
    """Make a token that acts as a user."""

    help = "tạo mã truy cập API cho một phần mềm"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose token, and what for."""
        parser.add_argument("username")
        parser.add_argument("--name", required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the secret; it cannot be read again."""
        user = User.objects.get_by_natural_key(options["username"])
        self.stdout.write(issue_token(user=user, name=options["name"], by=None).secret)
