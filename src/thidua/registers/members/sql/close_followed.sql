-- Memberships end with their unit. One that began on that day or later belongs to the heir from its beginning, or ends
-- a day after it when there is no heir.
UPDATE members_membership m
SET unit_id = CASE WHEN lower(c.during) >= %(on)s::date AND h.heir IS NOT NULL THEN h.heir ELSE m.unit_id END,
    during = CASE
        WHEN lower(c.during) < %(on)s::date THEN daterange(lower(c.during), %(on)s::date)
        WHEN h.heir IS NOT NULL THEN c.during
        ELSE daterange(lower(c.during), lower(c.during) + 1)
    END,
    ended = CASE
        WHEN h.heir IS NULL THEN 'dissolved'
        WHEN lower(c.during) < %(on)s::date THEN 'transferred'
        ELSE c.ended
    END,
    ended_by = CASE WHEN h.heir IS NULL OR lower(c.during) < %(on)s::date THEN %(decision)s ELSE c.ended_by END,
    recorded_by_id = %(by)s,
    recorded_at = %(at)s
FROM members_carried c
JOIN unnest(%(units)s::bigint[], %(heirs)s::bigint[]) AS h (unit, heir) ON h.unit = c.unit_id
WHERE c.batch = %(batch)s::uuid AND m.id = c.membership_id
