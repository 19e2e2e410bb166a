-- Movements that some units are called to and have not registered for, with the day until which each still may: that
-- of the movement, or of a request that was granted. Those that may no longer are left out.
SELECT m.id AS movement_id, l.unit_id, greatest(m.register_until, granted.until) AS until
FROM movements_movement m
JOIN org_lineage l ON l.ancestor_id = m.among_id AND l.unit_id = ANY(%(units)s)
    AND l.during @> least(%(today)s::date, m.ends) AND (l.depth > 0 OR m.among_id <> m.owner_id)
JOIN org_placement p ON p.unit_id = l.unit_id AND p.during @> least(%(today)s::date, m.ends) AND p.kind = ANY(m.kinds)
LEFT JOIN LATERAL (
    SELECT max(late.until) AS until
    FROM movements_laterequest late
    WHERE late.movement_id = m.id AND late.unit_id = l.unit_id AND late.state = 'granted'
) granted ON TRUE
WHERE m.state = 'launched' AND m.registers AND m.deleted_at IS NULL
    AND greatest(m.register_until, granted.until) >= %(today)s
    AND NOT EXISTS (
        SELECT FROM movements_registration r WHERE r.movement_id = m.id AND r.unit_id = l.unit_id AND r.registered
    )
ORDER BY until, m.id, l.unit_id
