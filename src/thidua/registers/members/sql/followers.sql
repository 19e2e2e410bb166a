-- How many memberships reach beyond a day at each unit that has any.
SELECT m.unit_id, count(*) AS members
FROM members_membership m
WHERE m.unit_id = ANY (%(units)s::bigint[]) AND (upper_inf(m.during) OR upper(m.during) > %(on)s::date)
GROUP BY m.unit_id
