"""What holds of accounts without asking the database."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

CODE_LETTERS = 12


def first_run_code() -> str:
    """The code that opens the first-run page, known to who holds the secret key: the server's own console."""
    return salted_hmac("thidua.first-run", "code", algorithm="sha256").hexdigest()[:CODE_LETTERS]
