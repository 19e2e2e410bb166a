-- Rows that a fresh fold has changed, added, or found nothing behind.
WITH fresh AS (
    SELECT period_id, unit_id, block, basis, sums, to_date, with_value, received, expected FROM figures_total
), fresh_base AS (
    SELECT period_id, unit_id, block, basis, sums, beneath, with_value, received, expected FROM figures_basetotal
)
SELECT period_id, unit_id, block, basis FROM (TABLE fresh EXCEPT TABLE kept_totals) added
UNION
SELECT period_id, unit_id, block, basis FROM (TABLE kept_totals EXCEPT TABLE fresh) lost
UNION
SELECT period_id, unit_id, block, basis FROM (TABLE fresh_base EXCEPT TABLE kept_base_totals) added
UNION
SELECT period_id, unit_id, block, basis FROM (TABLE kept_base_totals EXCEPT TABLE fresh_base) lost
ORDER BY period_id, unit_id, block, basis
