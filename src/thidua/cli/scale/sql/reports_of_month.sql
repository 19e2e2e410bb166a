-- What becomes of every report of a month, for the statements that write it: of a hundred reports four are missing or
-- only begun, four wait, one was returned, the others were accepted; one in twelve came late.
-- All chance comes out of a unit's code, the month and the seed: the same country whatever the order of rows and ids.
CREATE TEMPORARY TABLE scale_report ON COMMIT DROP AS
WITH dealt AS (
    SELECT r.id, r.sheet_id, r.due_at, hashtextextended(u.code, %(seed)s) AS unit_hash,
           hashint8extended(hashtextextended(u.code, %(seed)s), %(month)s) AS month_hash
    FROM reporting_report r
    JOIN org_unit u ON u.id = r.unit_id
    WHERE r.period_id = %(period)s
), decided AS (
    SELECT id, sheet_id, due_at, unit_hash, month_hash,
           -- Workers: half of the unions have fewer than 35, one in a thousand has more than 5,000.
           least(20000, 20 * power(1 - ((unit_hash >> 20) & 1048575) / 1048576.0, -0.8)) AS workers,
           -- Each cell is one that does not apply to the unit in one case of 64.
           hashint8extended(unit_hash, 1) & hashint8extended(unit_hash, 2) & hashint8extended(unit_hash, 3)
           & hashint8extended(unit_hash, 4) & hashint8extended(unit_hash, 5) & hashint8extended(unit_hash, 6) AS na,
           (month_hash & 1048575) %% 1000 AS dice,
           ((month_hash >> 20) & 1048575) / 1048576.0 AS how_soon,
           (month_hash >> 40) & 4095 < 341 AS late
    FROM dealt
)
SELECT id, sheet_id, unit_hash, month_hash, workers, na,
       CASE WHEN dice < 30 THEN 'missing' WHEN dice < 40 THEN 'begun' WHEN dice < 80 THEN 'waiting'
            WHEN dice < 90 THEN 'returned' ELSE 'accepted' END AS fate,
       due_at + CASE WHEN late THEN 1 ELSE -1 END * (0.02 + how_soon) * interval '5 days' AS submitted_at,
       due_at + CASE WHEN late THEN 1 ELSE -1 END * (0.02 + how_soon) * interval '5 days'
       + (0.02 + how_soon) * interval '30 hours' AS decided_at,
       late
FROM decided
