-- Bring many reports, and the versions of their sheets that count, into the states in which they arrive.
WITH arriving AS (
    SELECT *
    FROM unnest(
        %(reports)s::bigint[], %(states)s::text[], %(started)s::timestamptz[],
        %(submitted)s::timestamptz[], %(submitted_by)s::bigint[],
        %(accepted)s::timestamptz[], %(accepted_by)s::bigint[]
    ) AS a (report_id, state, started_at, submitted_at, submitted_by, accepted_at, accepted_by)
), settled AS (
    UPDATE reporting_report r
    SET state = a.state, started_at = a.started_at,
        submitted_at = a.submitted_at, submitted_by_id = a.submitted_by,
        accepted_at = a.accepted_at, accepted_by_id = a.accepted_by
    FROM arriving a
    WHERE r.id = a.report_id
    RETURNING r.sheet_id, r.version, a.state
)
UPDATE figures_sheet s
SET official_version = CASE settled.state WHEN 'accepted' THEN settled.version ELSE s.official_version END,
    submitted_version = CASE settled.state WHEN 'submitted' THEN settled.version ELSE s.submitted_version END
FROM settled
WHERE s.id = settled.sheet_id AND settled.state <> 'draft'
