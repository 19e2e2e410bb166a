"""Questions about the organisation."""

from thidua.org.queries.jurisdictions import areas_of
from thidua.org.queries.lineage import fresh_custody, lineage_differences
from thidua.org.queries.search import MOST_FOUND, Found, find_units, unit_by_code_or_name
from thidua.org.queries.tree import (
    Node,
    Page,
    TreeRow,
    UnitName,
    children_of,
    last_names_of,
    names_of,
    path_of,
    percent_digits_of,
    posts_at,
    tops_of,
    tree_of,
)

__all__ = [
    "MOST_FOUND",
    "Found",
    "Node",
    "Page",
    "TreeRow",
    "UnitName",
    "areas_of",
    "children_of",
    "find_units",
    "fresh_custody",
    "last_names_of",
    "lineage_differences",
    "names_of",
    "path_of",
    "percent_digits_of",
    "posts_at",
    "tops_of",
    "tree_of",
    "unit_by_code_or_name",
]
