"""Changes to accounts: opening, passwords, one-time codes, sessions, the second factor."""

from .accounts import add_person, add_user, deactivate_user, edit_user, reactivate_user, set_password
from .codes import check_code, issue_codes, use_code
from .second_factor import confirm_second_factor, pass_second_factor, remove_second_factor, renew_recovery_codes
from .sessions import drop_sessions, end_other_sessions, end_session, forget_ended_sessions, note_sign_in, touch

__all__ = [
    "add_person",
    "add_user",
    "check_code",
    "confirm_second_factor",
    "deactivate_user",
    "drop_sessions",
    "edit_user",
    "end_other_sessions",
    "end_session",
    "forget_ended_sessions",
    "issue_codes",
    "note_sign_in",
    "pass_second_factor",
    "reactivate_user",
    "remove_second_factor",
    "renew_recovery_codes",
    "set_password",
    "touch",
    "use_code",
]
