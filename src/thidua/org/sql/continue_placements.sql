-- Units go on from a day under what may be another unit and other names; answers the new places.
INSERT INTO org_placement (unit_id, parent_id, name, short_name, kind, during, counts, search, sort_key)
SELECT p.unit_id, c.parent_id, coalesce(c.name, p.name), coalesce(c.short_name, p.short_name), p.kind,
       daterange(%(on)s::date, NULL), daterange(%(counts_from)s::date, NULL),
       coalesce(c.search, p.search), coalesce(c.sort_key, p.sort_key)
FROM unnest(
    %(placements)s::bigint[], %(parents)s::bigint[], %(names)s::text[], %(short_names)s::text[],
    %(searches)s::text[], %(sort_keys)s::text[]
) AS c (placement_id, parent_id, name, short_name, search, sort_key)
JOIN org_placement p ON p.id = c.placement_id
RETURNING id
