-- The places, from a day on, of these units and of everything above them then or later: by the law, or in figures.
WITH RECURSIVE places AS (
    SELECT unit_id, parent_id, CASE WHEN %(in_figures)s THEN counts ELSE during END AS days FROM org_placement
), up (unit_id) AS (
    SELECT unnest(%(units)s::bigint[])
    UNION
    SELECT p.parent_id
    FROM up
    JOIN places p ON p.unit_id = up.unit_id AND p.days && daterange(%(on)s::date, NULL)
    WHERE p.parent_id IS NOT NULL
)
SELECT p.unit_id, p.parent_id, lower(p.days) AS since, upper(p.days) AS until
FROM up
JOIN places p ON p.unit_id = up.unit_id AND p.days && daterange(%(on)s::date, NULL)
