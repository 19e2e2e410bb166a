-- Hold off the closing of a report's period until the transaction ends.
SELECT pg_advisory_xact_lock_shared(%(lock)s, period_id::int) FROM reporting_report WHERE id = %(report)s
