-- Take away the memberships that a reorganisation began.
WITH gone AS (
    DELETE FROM members_carried WHERE batch = %(batch)s::uuid AND during IS NULL RETURNING membership_id
)
DELETE FROM members_membership WHERE id IN (SELECT membership_id FROM gone)
