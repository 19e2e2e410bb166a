-- Accept locked reports and decide the submissions that waited.
WITH accepted AS (
    UPDATE reporting_report
    SET state = 'accepted', accepted_at = %(at)s, accepted_by_id = %(by)s
    WHERE id = ANY(%(reports)s)
    RETURNING id, version
)
UPDATE reporting_submission s
SET outcome = 'accepted', decided_at = %(at)s, decided_by_id = %(by)s
FROM accepted
WHERE s.report_id = accepted.id AND s.version = accepted.version
