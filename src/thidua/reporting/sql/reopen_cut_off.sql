-- Take back what cut_off and close_cut_off did: a report goes on where it stood, returned if that was its last answer.
WITH reopened AS (
    UPDATE reporting_report r
    SET cut_off = NULL,
        state = CASE
            WHEN r.state <> 'closed' OR r.version = s.official_version THEN r.state
            WHEN EXISTS (
                SELECT FROM reporting_submission last
                WHERE last.report_id = r.id AND last.version = r.version - 1 AND last.outcome = 'returned'
            ) THEN 'returned'
            ELSE 'draft'
        END
    FROM figures_sheet s
    WHERE s.id = r.sheet_id AND r.unit_id = ANY(%(units)s) AND r.cut_off = %(day)s
    RETURNING r.sheet_id
), owed AS (
    UPDATE figures_sheet s
    SET owed = true
    FROM reopened
    WHERE s.id = reopened.sheet_id AND NOT s.owed
    RETURNING s.period_id, s.unit_id
)
INSERT INTO figures_mark (period_id, unit_id, at) SELECT DISTINCT period_id, unit_id, %(at)s::timestamptz FROM owed
