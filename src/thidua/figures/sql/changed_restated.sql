-- Restated rows that a new computation has changed, added, or found nothing behind.
WITH fresh AS (
    SELECT restatement_id, period_id, unit_id, block, basis, sums, to_date, with_value, received, expected
    FROM figures_restatedtotal
    UNION ALL
    SELECT restatement_id, period_id, unit_id, block, basis, sums, NULL, with_value, received, expected
    FROM figures_restatedbasetotal
    UNION ALL
    SELECT restatement_id, period_id, unit_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM figures_restatedunit
)
SELECT restatement_id, period_id, unit_id FROM (TABLE fresh EXCEPT TABLE kept_restated) added
UNION
SELECT restatement_id, period_id, unit_id FROM (TABLE kept_restated EXCEPT TABLE fresh) lost
ORDER BY restatement_id, period_id, unit_id
