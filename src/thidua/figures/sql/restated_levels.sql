-- All units of a base period that a restatement adds up anew, deepest level first.
SELECT depth, array_agg(unit_id) AS units
FROM figures_restatedunit
WHERE restatement_id = %(restatement)s AND period_id = %(period)s AND depth IS NOT NULL
GROUP BY depth
ORDER BY depth DESC
