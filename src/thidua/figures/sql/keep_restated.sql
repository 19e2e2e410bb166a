-- As they are before everything is restated anew; gone with the transaction.
CREATE TEMPORARY TABLE kept_restated ON COMMIT DROP AS
SELECT restatement_id, period_id, unit_id, block, basis, sums, to_date, with_value, received, expected
FROM figures_restatedtotal
UNION ALL
SELECT restatement_id, period_id, unit_id, block, basis, sums, NULL, with_value, received, expected
FROM figures_restatedbasetotal
UNION ALL
SELECT restatement_id, period_id, unit_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM figures_restatedunit
