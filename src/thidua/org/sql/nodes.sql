-- Given units as they were on a day, with how many stood below each.
SELECT p.unit_id, u.code, p.name, p.short_name, p.kind, (
    SELECT count(*)::integer FROM org_lineage l
    WHERE l.ancestor_id = p.unit_id AND l.depth > 0 AND l.during @> %(as_of)s::date
) AS below
FROM org_placement p
JOIN org_unit u ON u.id = p.unit_id
WHERE p.unit_id = ANY (%(units)s::bigint[]) AND p.during @> %(as_of)s::date
ORDER BY p.sort_key, u.code
