-- A report in draft for every sheet of the period that has none yet, due as the timetable says for its unit's kind.
-- Where a unit's reports are cut off with its last day, the new one is too.
INSERT INTO reporting_report (sheet_id, unit_id, period_id, state, version, due_at, cut_off)
SELECT s.id, s.unit_id, s.period_id, 'draft', 1, p.due_at - make_interval(days => coalesce(deadline.days_before, 0)),
       CASE WHEN u.dissolved_on IS NOT NULL THEN (
           SELECT max(other.cut_off) FROM reporting_report other
           WHERE other.unit_id = u.id AND other.cut_off = u.dissolved_on - 1
       ) END
FROM figures_sheet s
JOIN org_unit u ON u.id = s.unit_id
JOIN indicators_period p ON p.id = s.period_id
JOIN LATERAL (
    SELECT kind FROM org_placement
    WHERE unit_id = s.unit_id AND during && daterange(p.starts, p.ends, '[]')
    ORDER BY lower(during) DESC LIMIT 1
) last ON true
LEFT JOIN LATERAL (
    SELECT d.days_before FROM indicators_leveldeadline d
    WHERE d.unit_kind = last.kind AND d.frequency = p.frequency AND d.during @> p.ends
    ORDER BY lower(d.during) DESC LIMIT 1
) deadline ON true
WHERE s.period_id = %(period)s AND NOT EXISTS (SELECT FROM reporting_report r WHERE r.sheet_id = s.id)
