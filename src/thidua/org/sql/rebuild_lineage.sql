-- Derives the closure of the given units (NULL: all) and of all that ever stood under them, and writes only
-- what differs. Answers one unit that would stand under itself, or too deep; no row when all is well.
WITH RECURSIVE scope (unit_id) AS (
    SELECT id FROM org_unit WHERE %(units)s::bigint[] IS NULL OR id = ANY (%(units)s::bigint[])
    UNION
    SELECT p.unit_id FROM org_placement p JOIN scope s ON p.parent_id = s.unit_id
),
up (unit_id, ancestor_id, depth, during) AS (
    SELECT p.unit_id, p.unit_id, 0, p.during FROM org_placement p JOIN scope s ON s.unit_id = p.unit_id
    UNION ALL
    -- A unit's ancestors change when any ancestor moves: each step up keeps only the days that both share.
    SELECT up.unit_id, p.parent_id, up.depth + 1, up.during * p.during
    FROM up
    JOIN org_placement p ON p.unit_id = up.ancestor_id AND p.during && up.during
    WHERE p.parent_id IS NOT NULL AND up.depth < %(deepest)s
),
fresh AS (
    -- Renamings cut placements, not lineage: touching spans become one.
    SELECT unit_id, ancestor_id, depth, unnest(range_agg(during)) AS during
    FROM up
    GROUP BY unit_id, ancestor_id, depth
),
gone AS (
    DELETE FROM org_lineage l
    USING scope s
    WHERE l.unit_id = s.unit_id
      AND NOT EXISTS (
          SELECT FROM fresh f
          WHERE f.unit_id = l.unit_id AND f.ancestor_id = l.ancestor_id
            AND f.depth = l.depth AND f.during = l.during
      )
),
added AS (
    INSERT INTO org_lineage (unit_id, ancestor_id, depth, during)
    SELECT f.unit_id, f.ancestor_id, f.depth, f.during
    FROM fresh f
    WHERE NOT EXISTS (
        SELECT FROM org_lineage l
        WHERE l.unit_id = f.unit_id AND l.ancestor_id = f.ancestor_id
          AND l.depth = f.depth AND l.during = f.during
    )
    RETURNING unit_id, ancestor_id, depth
)
SELECT unit_id FROM added
WHERE depth >= %(deepest)s OR (depth > 0 AND unit_id = ancestor_id)
ORDER BY unit_id
LIMIT 1
