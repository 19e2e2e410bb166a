-- What is kept of every version that was handed in, and why some were sent back.
WITH handed_in AS (
    INSERT INTO reporting_submission
        (report_id, version, submitted_at, submitted_by_id, reason, late, outcome, decided_at, decided_by_id)
    SELECT id, 1, submitted_at, %(clerk)s, '', late, fate,
           CASE WHEN fate <> 'waiting' THEN decided_at END, CASE WHEN fate <> 'waiting' THEN %(officer)s::bigint END
    FROM scale_report
    WHERE fate IN ('waiting', 'returned', 'accepted')
    RETURNING id, outcome
)
INSERT INTO reporting_returnreason (submission_id, sentence)
SELECT id, %(sentence)s FROM handed_in WHERE outcome = 'returned'
