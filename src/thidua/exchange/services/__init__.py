"""What happens to lists from files."""

from .choosing import choose_all, choose_rows
from .committing import ask_for_commit, ask_for_undo, commit_list, undo_list
from .judging import judge_list, map_columns
from .receiving import receive_list
from .stopping import cancel_list, discard_list, forget_old, give_up_abandoned, note_failure

__all__ = [
    "ask_for_commit",
    "ask_for_undo",
    "cancel_list",
    "choose_all",
    "choose_rows",
    "commit_list",
    "discard_list",
    "forget_old",
    "give_up_abandoned",
    "judge_list",
    "map_columns",
    "note_failure",
    "receive_list",
    "undo_list",
]
