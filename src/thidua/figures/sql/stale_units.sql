-- The inner units whose totals of a period the given units' cells flow into, deepest first.
WITH RECURSIVE up AS (
    SELECT DISTINCT node.folds_into_id AS unit_id
    FROM figures_periodunit node
    WHERE node.period_id = %(period)s AND node.unit_id = ANY(%(units)s)
    UNION
    SELECT node.parent_id
    FROM up
    JOIN figures_periodunit node ON node.period_id = %(period)s AND node.unit_id = up.unit_id
    WHERE node.parent_id IS NOT NULL
)
SELECT node.depth, array_agg(node.unit_id) AS units
FROM up
JOIN figures_periodunit node ON node.period_id = %(period)s AND node.unit_id = up.unit_id
GROUP BY node.depth
ORDER BY node.depth DESC
