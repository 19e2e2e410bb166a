-- How units stand to the movements of a year that decide whether they are considered at its end.
SELECT l.unit_id, m.id AS movement_id, m.title, m.reference, m.register_until,
       greatest(m.register_until, granted.until) AS until,
       coalesce(r.registered, FALSE) AS registered, coalesce(r.late, FALSE) AS late, r.since, r.aim
FROM movements_movement m
JOIN org_lineage l ON l.ancestor_id = m.among_id AND l.unit_id = ANY(%(units)s)
    AND l.during @> least(%(today)s::date, m.ends) AND (l.depth > 0 OR m.among_id <> m.owner_id)
JOIN org_placement p ON p.unit_id = l.unit_id AND p.during @> least(%(today)s::date, m.ends) AND p.kind = ANY(m.kinds)
LEFT JOIN movements_registration r ON r.movement_id = m.id AND r.unit_id = l.unit_id
LEFT JOIN LATERAL (
    SELECT max(late.until) AS until
    FROM movements_laterequest late
    WHERE late.movement_id = m.id AND late.unit_id = l.unit_id AND late.state = 'granted'
) granted ON TRUE
WHERE m.calendar = %(calendar)s AND m.year = %(year)s AND m.decides AND m.state <> 'draft' AND m.deleted_at IS NULL
ORDER BY l.unit_id, m.register_until, m.id
