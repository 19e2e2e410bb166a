-- The tree of a base period: every unit that lived a day in it, under its last parent of those days.
-- A unit that was in it before stays, so that what it reported still flows upwards.
-- Who did not count on the last day any more has `ended`: only its flows go on counting.
WITH RECURSIVE placed AS (
    SELECT DISTINCT ON (unit_id) unit_id, parent_id, coalesce(upper(counts) <= %(ends)s, false) AS ended
    FROM org_placement
    WHERE counts && daterange(%(starts)s::date, %(ends)s::date, '[]')
    ORDER BY unit_id, lower(counts) DESC
), last AS (
    SELECT unit_id, parent_id, ended FROM placed
    UNION ALL
    SELECT unit_id, parent_id, true FROM figures_periodunit
    WHERE period_id = %(period)s AND unit_id NOT IN (SELECT unit_id FROM placed)
), tree AS (
    SELECT unit_id, NULL::bigint AS parent_id, ended, 0 AS depth
    FROM last
    WHERE parent_id IS NULL OR parent_id NOT IN (SELECT unit_id FROM last)
    UNION ALL
    SELECT last.unit_id, last.parent_id, last.ended, tree.depth + 1
    FROM tree JOIN last ON last.parent_id = tree.unit_id
), shaped AS (
    -- A root keeps totals even while it stands alone: its own cells have nowhere else to go.
    SELECT tree.*, parent_id IS NULL OR EXISTS (SELECT FROM last child WHERE child.parent_id = tree.unit_id) AS has_children
    FROM tree
)
INSERT INTO figures_periodunit (period_id, unit_id, parent_id, folds_into_id, depth, has_children, ended)
SELECT %(period)s, unit_id, parent_id,
       CASE WHEN has_children THEN unit_id ELSE parent_id END, depth, has_children, ended
FROM shaped
ON CONFLICT (period_id, unit_id) DO UPDATE
SET parent_id = excluded.parent_id, folds_into_id = excluded.folds_into_id,
    depth = excluded.depth, has_children = excluded.has_children, ended = excluded.ended
WHERE (figures_periodunit.parent_id, figures_periodunit.folds_into_id, figures_periodunit.depth,
       figures_periodunit.has_children, figures_periodunit.ended)
   IS DISTINCT FROM (excluded.parent_id, excluded.folds_into_id, excluded.depth, excluded.has_children, excluded.ended)
