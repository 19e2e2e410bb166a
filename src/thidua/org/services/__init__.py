"""Changes of the organisation."""

from thidua.org.services.changes import end_unit, move_unit, rename_unit
from thidua.org.services.founding import found_unit, place_units
from thidua.org.services.imports import commit_import, preview_import, refresh_preview, undo_import
from thidua.org.services.jurisdictions import Assignment, assign_area, assign_areas
from thidua.org.services.lineage import rebuild_custody, rebuild_lineage
from thidua.org.services.posts import appoint, end_post, resume_post

__all__ = [
    "Assignment",
    "appoint",
    "assign_area",
    "assign_areas",
    "commit_import",
    "end_post",
    "end_unit",
    "found_unit",
    "move_unit",
    "place_units",
    "preview_import",
    "rebuild_custody",
    "rebuild_lineage",
    "refresh_preview",
    "rename_unit",
    "resume_post",
    "undo_import",
]
