-- Bring the reports of a month, and the versions of their sheets that count, into the states that were decided.
WITH settled AS (
    UPDATE reporting_report r
    SET state = CASE fate WHEN 'begun' THEN 'draft' WHEN 'waiting' THEN 'submitted' ELSE fate END,
        version = CASE fate WHEN 'returned' THEN 2 ELSE 1 END,
        started_at = s.submitted_at - interval '2 hours',
        submitted_at = CASE WHEN fate <> 'begun' THEN s.submitted_at END,
        submitted_by_id = CASE WHEN fate <> 'begun' THEN %(clerk)s::bigint END,
        accepted_at = CASE fate WHEN 'accepted' THEN decided_at END,
        accepted_by_id = CASE fate WHEN 'accepted' THEN %(officer)s::bigint END
    FROM scale_report s
    WHERE r.id = s.id AND s.fate <> 'missing'
    RETURNING r.sheet_id, s.fate
)
UPDATE figures_sheet sheet
SET official_version = CASE settled.fate WHEN 'accepted' THEN 1 END,
    submitted_version = CASE settled.fate WHEN 'waiting' THEN 1 END
FROM settled
WHERE sheet.id = settled.sheet_id AND settled.fate IN ('accepted', 'waiting')
