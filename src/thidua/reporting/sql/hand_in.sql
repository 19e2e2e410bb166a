-- Submit a locked report in its present version.
WITH handed_in AS (
    UPDATE reporting_report
    SET state = 'submitted', submitted_at = %(at)s, submitted_by_id = %(by)s, started_at = coalesce(started_at, %(at)s)
    WHERE id = %(report)s
    RETURNING id, version, due_at
)
INSERT INTO reporting_submission (report_id, version, submitted_at, submitted_by_id, reason, late, outcome)
SELECT id, version, %(at)s, %(by)s, %(reason)s, %(at)s > due_at, 'waiting' FROM handed_in
