-- A unit and all below it on a day; siblings in Vietnamese order.
SELECT p.unit_id, p.parent_id, l.depth::integer AS depth, u.code, p.name, p.short_name, p.kind
FROM org_lineage l
JOIN org_placement p ON p.unit_id = l.unit_id AND p.during @> %(as_of)s::date
JOIN org_unit u ON u.id = p.unit_id
WHERE l.ancestor_id = %(unit)s AND l.during @> %(as_of)s::date
ORDER BY l.depth, p.sort_key, u.code
