"""Changes of the organisation."""

from thidua.org.services.changes import end_unit, move_unit, rename_unit
from thidua.org.services.founding import found_unit, place_units
from thidua.org.services.imports import found_listed, judge_units, remove_listed
from thidua.org.services.jurisdictions import Assignment, assign_area, assign_areas
from thidua.org.services.lineage import rebuild_custody, rebuild_lineage
from thidua.org.services.posts import appoint, end_post, resume_post

__all__ = [
    "Assignment",
    "appoint",
    "assign_area",
    "assign_areas",
    "end_post",
    "end_unit",
    "found_listed",
    "found_unit",
    "judge_units",
    "move_unit",
    "place_units",
    "rebuild_custody",
    "rebuild_lineage",
    "remove_listed",
    "rename_unit",
    "resume_post",
]
