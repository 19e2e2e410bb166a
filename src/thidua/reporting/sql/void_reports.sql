-- Close reports whether handed in or not: nothing of them counts, or is owed.
WITH voided AS (
    UPDATE reporting_report SET state = 'closed', cut_off = %(day)s WHERE id = ANY(%(reports)s) RETURNING sheet_id
), freed AS (
    UPDATE figures_sheet s
    SET owed = false, official_version = NULL, submitted_version = NULL
    FROM voided
    WHERE s.id = voided.sheet_id
    RETURNING s.period_id, s.unit_id
)
INSERT INTO figures_mark (period_id, unit_id, at) SELECT DISTINCT period_id, unit_id, %(at)s::timestamptz FROM freed
