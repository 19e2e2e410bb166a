-- Rows that a fresh fold has changed or added.
(
    SELECT period_id, unit_id, block, basis
    FROM (
        SELECT period_id, unit_id, block, basis, sums, to_date, with_value, received, expected
        FROM figures_total
        EXCEPT TABLE kept_totals
    ) fresh
)
UNION
(
    SELECT period_id, unit_id, block, basis
    FROM (
        SELECT period_id, unit_id, block, basis, sums, beneath, with_value, received, expected
        FROM figures_basetotal
        EXCEPT TABLE kept_base_totals
    ) fresh
)
ORDER BY period_id, unit_id, block, basis
