-- Who holds each unit that has ended by the given day: the holders of its successors, else its nearest
-- ancestor that lives. `climbing` is the second way, which takes last parents only.
WITH RECURSIVE ended AS (
    SELECT id FROM org_unit WHERE dissolved_on <= %(today)s
),
last_parent AS (
    SELECT DISTINCT ON (p.unit_id) p.unit_id, p.parent_id
    FROM org_placement p JOIN ended e ON e.id = p.unit_id
    ORDER BY p.unit_id, p.during DESC
),
walk (unit_id, at_id, climbing) AS (
    SELECT id, id, false FROM ended
    UNION
    SELECT w.unit_id, step.at_id, step.climbing
    FROM walk w
    JOIN ended e ON e.id = w.at_id
    CROSS JOIN LATERAL (
        SELECT s.successor_id AS at_id, false AS climbing
        FROM org_succession s
        WHERE s.predecessor_id = w.at_id AND NOT w.climbing
        UNION ALL
        SELECT p.parent_id, true
        FROM last_parent p
        WHERE p.unit_id = w.at_id AND p.parent_id IS NOT NULL
          AND (w.climbing OR NOT EXISTS (SELECT FROM org_succession s WHERE s.predecessor_id = w.at_id))
    ) step
)
SELECT DISTINCT unit_id, at_id AS holder_id
FROM walk
WHERE NOT EXISTS (SELECT FROM ended e WHERE e.id = walk.at_id)
ORDER BY unit_id, holder_id
