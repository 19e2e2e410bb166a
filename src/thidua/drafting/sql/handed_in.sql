-- What units and all below them owe for a period and what of it is accepted, in the tree of each base period.
WITH RECURSIVE tree AS (
    SELECT node.period_id, node.unit_id AS top, node.unit_id
    FROM indicators_periodpart part
    JOIN figures_periodunit node ON node.period_id = part.base_id AND node.unit_id = ANY(%(units)s)
    WHERE part.period_id = %(period)s AND part.within
    UNION ALL
    SELECT tree.period_id, tree.top, child.unit_id
    FROM tree
    JOIN figures_periodunit child ON child.period_id = tree.period_id AND child.parent_id = tree.unit_id
), sheets AS (
    SELECT tree.top, sheet.unit_id, count(*) AS owed, count(sheet.official_version) AS accepted
    FROM tree
    JOIN figures_sheet sheet ON sheet.period_id = tree.period_id AND sheet.unit_id = tree.unit_id AND sheet.owed
    GROUP BY tree.top, sheet.unit_id
)
SELECT top AS unit_id, sum(owed)::int AS sheets_owed, sum(accepted)::int AS sheets_accepted,
       count(*)::int AS units_owed, (count(*) FILTER (WHERE owed = accepted))::int AS units_complete
FROM sheets
GROUP BY top
