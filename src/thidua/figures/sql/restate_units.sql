-- The units that are made of other values in a restatement's tree than in a base period's own: old and new parents of
-- whatever moved, whatever is not there any more, who hands values on and who gets them; and all above them.
-- `from` and `to` are the ways that values go by succession, to 0 where nobody carries them on.
WITH RECURSIVE moved AS MATERIALIZED (
    SELECT node.unit_id, node.parent_id AS was_under, place.parent_id AS is_under, place.unit_id IS NULL AS gone
    FROM figures_periodunit node
    LEFT JOIN figures_restatedplace place
      ON place.restatement_id = %(restatement)s AND place.unit_id = node.unit_id
    WHERE node.period_id = %(period)s AND (place.unit_id IS NULL OR place.parent_id IS DISTINCT FROM node.parent_id)
), touched AS (
    SELECT was_under AS unit_id FROM moved
    UNION
    SELECT is_under FROM moved
    UNION
    SELECT unit_id FROM moved WHERE gone
    UNION
    SELECT unnest(ARRAY[way.predecessor, way.heir])
    FROM unnest(%(from)s::bigint[], %(to)s::bigint[]) AS way (predecessor, heir)
    JOIN figures_periodunit node ON node.period_id = %(period)s AND node.unit_id = way.predecessor
    UNION
    SELECT 0 FROM moved WHERE gone AND unit_id <> ALL(%(from)s::bigint[])
), as_was AS (
    SELECT unit_id FROM touched WHERE unit_id IS NOT NULL
    UNION
    SELECT node.parent_id
    FROM as_was
    JOIN figures_periodunit node ON node.period_id = %(period)s AND node.unit_id = as_was.unit_id
    WHERE node.parent_id IS NOT NULL
), as_is AS (
    SELECT unit_id FROM as_was
    UNION
    SELECT place.parent_id
    FROM as_is
    JOIN figures_restatedplace place
      ON place.restatement_id = %(restatement)s AND place.unit_id = as_is.unit_id
    WHERE place.parent_id IS NOT NULL
)
INSERT INTO figures_restatedunit (restatement_id, period_id, unit_id, parent_id, depth)
SELECT %(restatement)s, %(period)s, as_is.unit_id, place.parent_id, CASE as_is.unit_id WHEN 0 THEN 0 ELSE place.depth END
FROM as_is
LEFT JOIN figures_restatedplace place
  ON place.restatement_id = %(restatement)s AND place.unit_id = as_is.unit_id
