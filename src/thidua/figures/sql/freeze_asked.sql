-- The tree of a window: the units that are asked and whatever stands above them, each under its last parent of those days.
WITH RECURSIVE placed AS (
    SELECT DISTINCT ON (unit_id) unit_id, parent_id
    FROM org_placement
    WHERE counts && daterange(%(starts)s::date, %(ends)s::date, '[]')
    ORDER BY unit_id, lower(counts) DESC
), within AS (
    SELECT unit_id, parent_id FROM placed WHERE unit_id = ANY(%(units)s)
    UNION
    SELECT above.unit_id, above.parent_id FROM within JOIN placed above ON above.unit_id = within.parent_id
), tree AS (
    SELECT unit_id, NULL::bigint AS parent_id, 0 AS depth
    FROM within
    WHERE parent_id IS NULL OR parent_id NOT IN (SELECT unit_id FROM within)
    UNION ALL
    SELECT within.unit_id, within.parent_id, tree.depth + 1
    FROM tree JOIN within ON within.parent_id = tree.unit_id
), shaped AS (
    SELECT tree.*, parent_id IS NULL OR EXISTS (SELECT FROM within child WHERE child.parent_id = tree.unit_id) AS has_children
    FROM tree
)
INSERT INTO figures_periodunit (period_id, unit_id, parent_id, folds_into_id, depth, has_children)
SELECT %(period)s, unit_id, parent_id,
       CASE WHEN has_children THEN unit_id ELSE parent_id END, depth, has_children
FROM shaped
