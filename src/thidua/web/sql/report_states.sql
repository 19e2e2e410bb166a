-- How far the reports of units are, over the bases of one period.
-- A report that was once accepted counts as accepted while it is amended.
SELECT r.unit_id, count(*)::int AS owed,
       count(s.official_version)::int AS accepted,
       count(s.submitted_version) FILTER (WHERE s.official_version IS NULL)::int AS waiting
FROM indicators_periodpart part
JOIN reporting_report r ON r.period_id = part.base_id
JOIN figures_sheet s ON s.id = r.sheet_id AND s.owed
WHERE part.period_id = %(period)s AND part.within AND r.unit_id = ANY (%(units)s)
GROUP BY r.unit_id
