-- Who may enter at some units today: the people that a reminder of their reports goes to. For a unit that has ended
-- they are those of whoever holds it.
WITH stand AS (
    SELECT unit_id, unit_id AS at_id FROM unnest(%(units)s::bigint[]) AS asked (unit_id)
    UNION ALL
    SELECT unit_id, holder_id FROM org_custody WHERE unit_id = ANY(%(units)s)
)
SELECT stand.unit_id, array_agg(DISTINCT g.user_id) AS users
FROM stand
JOIN access_grant g ON g.unit_id = stand.at_id
JOIN people_user u ON u.id = g.user_id AND u.is_active
WHERE g.role = ANY(%(roles)s) AND g.during @> %(today)s::date
GROUP BY stand.unit_id
