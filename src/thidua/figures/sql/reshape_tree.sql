-- Depths, and who has children, out of the parents that a base period's tree has by now.
WITH RECURSIVE tree AS (
    SELECT unit_id, parent_id, 0 AS depth FROM figures_periodunit WHERE period_id = %(period)s AND parent_id IS NULL
    UNION ALL
    SELECT node.unit_id, node.parent_id, tree.depth + 1
    FROM tree
    JOIN figures_periodunit node ON node.period_id = %(period)s AND node.parent_id = tree.unit_id
), shaped AS (
    SELECT tree.*,
           parent_id IS NULL OR EXISTS (
               SELECT FROM figures_periodunit child
               WHERE child.period_id = %(period)s AND child.parent_id = tree.unit_id
           ) AS has_children
    FROM tree
)
UPDATE figures_periodunit node
SET depth = shaped.depth, has_children = shaped.has_children,
    folds_into_id = CASE WHEN shaped.has_children THEN shaped.unit_id ELSE shaped.parent_id END
FROM shaped
WHERE node.period_id = %(period)s AND node.unit_id = shaped.unit_id
  AND (node.depth, node.has_children, node.folds_into_id) IS DISTINCT FROM (
      shaped.depth::smallint, shaped.has_children,
      CASE WHEN shaped.has_children THEN shaped.unit_id ELSE shaped.parent_id END
  )
