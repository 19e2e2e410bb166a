-- The units of a restatement's tree that the cells of some units flow into: through their successors, and through the
-- figure for a whole subtree of anyone above, whose difference to what lies beneath changes with them.
-- `depth` only where the restatement adds up the unit anew in this base period.
WITH RECURSIVE as_was AS (
    SELECT unnest(%(units)s::bigint[]) AS unit_id
    UNION
    SELECT node.parent_id
    FROM as_was
    JOIN figures_periodunit node ON node.period_id = %(period)s AND node.unit_id = as_was.unit_id
    WHERE node.parent_id IS NOT NULL
), as_is AS (
    SELECT unit_id FROM as_was
    UNION
    SELECT way.heir
    FROM as_was
    JOIN unnest(%(from)s::bigint[], %(to)s::bigint[]) AS way (predecessor, heir) ON way.predecessor = as_was.unit_id
    UNION
    SELECT place.parent_id
    FROM as_is
    JOIN figures_restatedplace place
      ON place.restatement_id = %(restatement)s AND place.unit_id = as_is.unit_id
    WHERE place.parent_id IS NOT NULL
)
SELECT depth, array_agg(unit_id) AS units
FROM (
    SELECT as_is.unit_id, u.depth
    FROM (TABLE as_is UNION SELECT 0) as_is
    LEFT JOIN figures_restatedunit u
      ON u.restatement_id = %(restatement)s AND u.period_id = %(period)s AND u.unit_id = as_is.unit_id
) stale
GROUP BY depth
ORDER BY depth DESC NULLS LAST
