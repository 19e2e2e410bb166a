-- The successions up to a day of some units and of everybody whose values may have come to them.
WITH RECURSIVE before AS (
    SELECT unnest(%(units)s::bigint[]) AS unit_id
    UNION
    SELECT s.predecessor_id
    FROM before
    JOIN org_succession s ON s.successor_id = before.unit_id AND s."on" <= %(day)s
)
SELECT s.predecessor_id AS predecessor, p.code AS predecessor_code, s.successor_id AS successor, h.code AS successor_code,
       s.share, s."on", s.counts_from, p.dissolved_on AS ended
FROM before
JOIN org_succession s ON s.predecessor_id = before.unit_id AND s."on" <= %(day)s
JOIN org_unit p ON p.id = s.predecessor_id
JOIN org_unit h ON h.id = s.successor_id
ORDER BY s."on", s.predecessor_id, s.successor_id
