"""What holds of accounts without asking the database."""

from __future__ import annotations

import base64
import secrets

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from pyotp import TOTP

CODE_LETTERS = 12
# One-time and recovery codes: letters and digits that nobody takes for each other, in groups of four.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUP = 4
# Codes of authenticator apps change every half minute; one step of grace for clocks that differ.
STEP, GRACE = 30, 1
_BROWSERS = (
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def first_run_code() -> str:
    """The code that opens the first-run page, known to who holds the secret key: the server's own console."""
    return salted_hmac("thidua.first-run", "code", algorithm="sha256").hexdigest()[:CODE_LETTERS]


def new_code() -> str:
    """Sixty random bits as people type them: ABCD-EFGH-JKLM."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LETTERS))
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LETTERS, GROUP))


def code_digest(code: str) -> str:
    """What is kept of a code; spaces, hyphens and case do not matter. Worthless without the secret key."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac("thidua.one-time-code", plain, algorithm="sha256").hexdigest()


def shared_key(nonce: str) -> str:
    """The key that an authenticator app shares with us, in base 32."""
    key = salted_hmac("thidua.second-factor", nonce, algorithm="sha256").digest()
    return base64.b32encode(key[:20]).decode()


def code_at(key: str, step: int) -> str:
    """What the app shows during a step of time."""
    return TOTP(key, interval=STEP).generate_otp(step)


def matching_step(key: str, code: str, *, after: int, now: float) -> int | None:
    """The step of time, later than `after`, whose code this is; None: it is not right, or not any more."""
    typed = "".join(letter for letter in code if letter.isdigit())
    present = int(now) // STEP
    steps = range(max(after + 1, present - GRACE), present + GRACE + 1)
    return next((step for step in steps if constant_time_compare(code_at(key, step), typed)), None)


def device(agent: str) -> str:
    """A browser and its system in words, from what the browser says of itself."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Thiết bị không rõ")
