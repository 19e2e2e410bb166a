-- Close the reports whose last day is over and that were not handed in. Of whom nothing counts, nothing is owed, and
-- totals stop expecting it.
WITH closed AS (
    UPDATE reporting_report r
    SET state = 'closed'
    FROM indicators_period p
    WHERE p.id = r.period_id AND p.state = 'open' AND r.cut_off < %(today)s AND r.state IN ('draft', 'returned')
    RETURNING r.sheet_id
), freed AS (
    UPDATE figures_sheet s
    SET owed = false
    FROM closed
    WHERE s.id = closed.sheet_id AND s.official_version IS NULL AND s.owed
    RETURNING s.period_id, s.unit_id
), marked AS (
    INSERT INTO figures_mark (period_id, unit_id, at) SELECT DISTINCT period_id, unit_id, %(at)s::timestamptz FROM freed
)
SELECT sheet_id FROM closed
