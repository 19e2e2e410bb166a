"""Changes to who may do what."""

from .account_imports import commit_accounts, judged_rows, preview_accounts, undo_accounts
from .administration import end_role, give_role, open_account, refuse_unmanaged, resume_role
from .delegations import delegate, end_delegation
from .grants import end_grant, give_grant, resume_grant

__all__ = [
    "commit_accounts",
    "delegate",
    "end_delegation",
    "end_grant",
    "end_role",
    "give_grant",
    "give_role",
    "judged_rows",
    "open_account",
    "preview_accounts",
    "refuse_unmanaged",
    "resume_grant",
    "resume_role",
    "undo_accounts",
]
