-- The totals that a new writing of a base period's tree makes stale: those of old and new parents of whatever moved,
-- came, went or ended, and of whoever got children or lost the last one.
WITH changed AS (
    SELECT unit_id, node.parent_id, former.parent_id AS former_parent_id,
           node.has_children OR former.has_children AS inner_one,
           (node.parent_id, node.ended) IS DISTINCT FROM (former.parent_id, former.ended) AS elsewhere,
           node.has_children IS DISTINCT FROM former.has_children OR node.parent_id IS NULL AS reshaped
    FROM (SELECT * FROM figures_periodunit WHERE period_id = %(period)s) node
    FULL JOIN former_tree former USING (unit_id)
    WHERE (node.parent_id, node.ended, node.has_children)
       IS DISTINCT FROM (former.parent_id, former.ended, former.has_children)
)
INSERT INTO figures_mark (period_id, unit_id, at)
SELECT DISTINCT %(period)s::bigint, stale.unit_id, %(at)s::timestamptz
FROM changed
CROSS JOIN LATERAL unnest(ARRAY[
    CASE WHEN elsewhere THEN parent_id END,
    CASE WHEN elsewhere THEN former_parent_id END,
    CASE WHEN reshaped OR inner_one THEN changed.unit_id END
]) AS stale (unit_id)
JOIN figures_periodunit still ON still.period_id = %(period)s AND still.unit_id = stale.unit_id
