"""Changes of reorganisations: written down, previewed, carried out, undone."""

from .committing import (
    ask_for_commit,
    ask_for_undo,
    commit_reorganisation,
    give_up_abandoned,
    note_failure,
    undo_reorganisation,
)
from .drafts import (
    Decision,
    add_change,
    discard_reorganisation,
    draft_reorganisation,
    edit_reorganisation,
    preview_reorganisation,
    read_list,
    remove_change,
    replace_changes,
    restore_change,
)

__all__ = [
    "Decision",
    "add_change",
    "ask_for_commit",
    "ask_for_undo",
    "commit_reorganisation",
    "discard_reorganisation",
    "draft_reorganisation",
    "edit_reorganisation",
    "give_up_abandoned",
    "note_failure",
    "preview_reorganisation",
    "read_list",
    "remove_change",
    "replace_changes",
    "restore_change",
    "undo_reorganisation",
]
