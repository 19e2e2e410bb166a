-- The places, from a day on, of these units and of everything above them then or later.
WITH RECURSIVE up (unit_id) AS (
    SELECT unnest(%(units)s::bigint[])
    UNION
    SELECT p.parent_id
    FROM up
    JOIN org_placement p ON p.unit_id = up.unit_id AND p.during && daterange(%(on)s::date, NULL)
    WHERE p.parent_id IS NOT NULL
)
SELECT p.unit_id, p.parent_id, lower(p.during) AS since, upper(p.during) AS until
FROM up
JOIN org_placement p ON p.unit_id = up.unit_id AND p.during && daterange(%(on)s::date, NULL)
