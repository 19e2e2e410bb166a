CREATE TEMPORARY TABLE kept_base_totals AS
SELECT period_id, unit_id, block, basis, sums, beneath, with_value, received, expected
FROM figures_basetotal
WHERE closes = ANY(%(closes)s)
