"""Changes to who may do what."""

from .administration import end_role, give_role, open_account, refuse_unmanaged, resume_role
from .delegations import delegate, end_delegation
from .grants import end_grant, give_grant, resume_grant

__all__ = [
    "delegate",
    "end_delegation",
    "end_grant",
    "end_role",
    "give_grant",
    "give_role",
    "open_account",
    "refuse_unmanaged",
    "resume_grant",
    "resume_role",
]
