CREATE TEMPORARY TABLE kept_totals AS
SELECT period_id, unit_id, block, basis, sums, to_date, with_value, received, expected
FROM figures_total
WHERE closes = ANY(%(closes)s)
