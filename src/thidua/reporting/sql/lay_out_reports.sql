-- A report in draft for every sheet of the period that has none yet.
INSERT INTO reporting_report (sheet_id, unit_id, period_id, state, version, due_at)
SELECT s.id, s.unit_id, s.period_id, 'draft', 1, %(due_at)s
FROM figures_sheet s
WHERE s.period_id = %(period)s AND NOT EXISTS (SELECT FROM reporting_report r WHERE r.sheet_id = s.id)
