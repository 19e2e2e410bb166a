-- As they are before a fresh fold; gone with the transaction.
CREATE TEMPORARY TABLE kept_totals AS
SELECT period_id, unit_id, block, basis, sums, to_date, with_value, received, expected
FROM figures_total
