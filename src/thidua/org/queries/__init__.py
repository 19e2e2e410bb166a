"""Questions about the organisation."""

from thidua.org.queries.heritage import Inheritance, areas_of, heirs_of, successions_until
from thidua.org.queries.lineage import fresh_custody, lineage_differences
from thidua.org.queries.search import Found, find_units, unit_by_code_or_name
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
    "Found",
    "Inheritance",
    "Node",
    "Page",
    "TreeRow",
    "UnitName",
    "areas_of",
    "children_of",
    "find_units",
    "fresh_custody",
    "heirs_of",
    "last_names_of",
    "lineage_differences",
    "names_of",
    "path_of",
    "percent_digits_of",
    "posts_at",
    "successions_until",
    "tops_of",
    "tree_of",
    "unit_by_code_or_name",
]
