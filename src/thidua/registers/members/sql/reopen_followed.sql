-- Put the memberships that a reorganisation closed or moved back as they were.
WITH back AS (
    DELETE FROM members_carried WHERE batch = %(batch)s::uuid
    RETURNING membership_id, unit_id, during, ended, ended_by, recorded_by_id, recorded_at
)
UPDATE members_membership m
SET unit_id = b.unit_id, during = b.during, ended = b.ended, ended_by = b.ended_by,
    recorded_by_id = b.recorded_by_id, recorded_at = b.recorded_at
FROM back b
WHERE m.id = b.membership_id
