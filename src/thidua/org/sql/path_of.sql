-- The ancestors of each unit on a day, the root first, under the names of that day.
SELECT l.unit_id AS of_unit, p.unit_id, p.parent_id, u.code, p.name, p.short_name, p.kind
FROM org_lineage l
JOIN org_placement p ON p.unit_id = l.ancestor_id AND p.during @> %(as_of)s::date
JOIN org_unit u ON u.id = p.unit_id
WHERE l.unit_id = ANY (%(units)s::bigint[]) AND l.during @> %(as_of)s::date
ORDER BY l.unit_id, l.depth DESC
