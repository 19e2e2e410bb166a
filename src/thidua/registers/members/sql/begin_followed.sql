-- Where a membership ended with its unit, it goes on with the heir from that day, and ends there as it would have.
WITH made AS (
    INSERT INTO members_membership
        (member_id, unit_id, during, began, began_by, ended, ended_by, recorded_by_id, recorded_at)
    SELECT m.member_id, h.heir, daterange(%(on)s::date, upper(c.during)), 'transferred', %(decision)s,
           c.ended, c.ended_by, %(by)s, %(at)s
    FROM members_carried c
    JOIN members_membership m ON m.id = c.membership_id
    JOIN unnest(%(units)s::bigint[], %(heirs)s::bigint[]) AS h (unit, heir) ON h.unit = c.unit_id
    WHERE c.batch = %(batch)s::uuid AND h.heir IS NOT NULL AND lower(c.during) < %(on)s::date
    RETURNING id, unit_id
)
INSERT INTO members_carried (batch, membership_id, unit_id, during, ended, ended_by)
SELECT %(batch)s::uuid, id, unit_id, NULL, '', '' FROM made
