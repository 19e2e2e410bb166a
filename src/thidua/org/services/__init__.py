"""Changes of the organisation."""

from thidua.org.services.changes import end_unit, move_unit, rename_unit
from thidua.org.services.founding import found_unit, place_units
from thidua.org.services.lineage import rebuild_custody, rebuild_lineage
from thidua.org.services.posts import appoint

__all__ = [
    "appoint",
    "end_unit",
    "found_unit",
    "move_unit",
    "place_units",
    "rebuild_custody",
    "rebuild_lineage",
    "rename_unit",
]
