-- Give voided reports their states back, and their sheets the versions that counted.
WITH before AS (
    SELECT *
    FROM unnest(%(reports)s::bigint[], %(states)s::text[], %(official)s::smallint[], %(submitted)s::smallint[])
         AS a (report_id, state, official, submitted)
), restored AS (
    UPDATE reporting_report r
    SET state = before.state, cut_off = NULL
    FROM before
    WHERE r.id = before.report_id
    RETURNING r.sheet_id, before.official, before.submitted
), owed AS (
    UPDATE figures_sheet s
    SET owed = true, official_version = restored.official, submitted_version = restored.submitted
    FROM restored
    WHERE s.id = restored.sheet_id
    RETURNING s.period_id, s.unit_id
)
INSERT INTO figures_mark (period_id, unit_id, at) SELECT DISTINCT period_id, unit_id, %(at)s::timestamptz FROM owed
