-- Who may enter at some units today: the people that a reminder of their reports goes to.
SELECT g.unit_id, array_agg(DISTINCT g.user_id) AS users
FROM access_grant g
JOIN people_user u ON u.id = g.user_id AND u.is_active
WHERE g.unit_id = ANY(%(units)s) AND g.role = ANY(%(roles)s) AND g.during @> %(today)s::date
GROUP BY g.unit_id
