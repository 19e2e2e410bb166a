-- One page of the children of a unit on a day (NULL: the roots), with how many units stand below each.
WITH child AS (
    SELECT p.unit_id, u.code, p.name, p.short_name, p.kind, p.sort_key, count(*) OVER ()::integer AS total
    FROM org_placement p
    JOIN org_unit u ON u.id = p.unit_id
    WHERE (p.parent_id = %(parent)s OR (%(parent)s::bigint IS NULL AND p.parent_id IS NULL))
      AND p.during @> %(as_of)s::date
    ORDER BY p.sort_key, u.code
    OFFSET %(start)s LIMIT %(size)s
)
SELECT c.unit_id, c.code, c.name, c.short_name, c.kind, c.total, (
    SELECT count(*)::integer FROM org_lineage l
    WHERE l.ancestor_id = c.unit_id AND l.depth > 0 AND l.during @> %(as_of)s::date
) AS below
FROM child c
ORDER BY c.sort_key, c.code
