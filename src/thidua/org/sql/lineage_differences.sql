-- Where the stored closure is not what it should be. Derived in another way than the rebuild does: depth 0 must
-- be the lifetimes, and depth n + 1 the placements joined with the parents' stored rows of depth n. A closure
-- that agrees with itself in this way at every depth is the right one.
WITH expected AS (
    SELECT unit_id, unit_id AS ancestor_id, 0 AS depth, unnest(range_agg(during)) AS during
    FROM org_placement
    GROUP BY unit_id
    UNION ALL
    SELECT p.unit_id, l.ancestor_id, l.depth + 1, unnest(range_agg(p.during * l.during))
    FROM org_placement p
    JOIN org_lineage l ON l.unit_id = p.parent_id AND l.during && p.during
    GROUP BY p.unit_id, l.ancestor_id, l.depth
),
stored AS (
    SELECT unit_id, ancestor_id, depth::integer AS depth, during FROM org_lineage
),
differing AS (
    SELECT 'missing' AS what, m.* FROM (TABLE expected EXCEPT ALL TABLE stored) m
    UNION ALL
    SELECT 'extra', x.* FROM (TABLE stored EXCEPT ALL TABLE expected) x
)
SELECT d.what, u.code AS unit, a.code AS ancestor, d.depth, d.during::text AS during
FROM differing d
JOIN org_unit u ON u.id = d.unit_id
JOIN org_unit a ON a.id = d.ancestor_id
ORDER BY u.code, d.depth, d.what
LIMIT %(most)s
