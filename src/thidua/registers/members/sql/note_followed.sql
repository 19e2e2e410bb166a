-- The memberships of ended units that reach beyond their units' last day, as they are before anything is done to them.
INSERT INTO members_carried (batch, membership_id, unit_id, during, ended, ended_by, recorded_by_id, recorded_at)
SELECT %(batch)s::uuid, m.id, m.unit_id, m.during, m.ended, m.ended_by, m.recorded_by_id, m.recorded_at
FROM members_membership m
WHERE m.unit_id = ANY (%(units)s::bigint[]) AND (upper_inf(m.during) OR upper(m.during) > %(on)s::date)
