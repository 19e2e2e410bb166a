-- As they are before a fresh fold; gone with the transaction.
CREATE TEMPORARY TABLE kept_base_totals AS
SELECT period_id, unit_id, block, basis, sums, beneath, with_value, received, expected
FROM figures_basetotal
