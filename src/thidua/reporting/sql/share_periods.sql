-- Hold off the closing of the periods of some reports until the transaction ends; in the order of periods.
SELECT count(pg_advisory_xact_lock_shared(%(lock)s, id::int)) AS held
FROM (SELECT DISTINCT period_id AS id FROM reporting_report WHERE id = ANY(%(reports)s) ORDER BY 1) periods
