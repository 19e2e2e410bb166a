-- All inner units of a period, deepest level first.
SELECT depth, array_agg(unit_id) AS units
FROM figures_periodunit
WHERE period_id = %(period)s AND has_children
GROUP BY depth
ORDER BY depth DESC
