-- How far the reports of units are: over the bases of one period (`ends` is NULL), and by the month in which periods
-- end, since a day. A report that was once accepted counts as accepted while it is amended.
SELECT r.unit_id, NULL::date AS ends, count(*)::int AS owed,
       count(s.official_version)::int AS accepted,
       count(s.submitted_version) FILTER (WHERE s.official_version IS NULL)::int AS waiting
FROM indicators_periodpart part
JOIN reporting_report r ON r.period_id = part.base_id
JOIN figures_sheet s ON s.id = r.sheet_id
WHERE part.period_id = %(period)s AND part.within AND r.unit_id = ANY (%(units)s)
GROUP BY r.unit_id
UNION ALL
SELECT r.unit_id, p.ends, count(*)::int, count(s.official_version)::int,
       count(s.submitted_version) FILTER (WHERE s.official_version IS NULL)::int
FROM reporting_report r
JOIN indicators_period p ON p.id = r.period_id AND p.ends BETWEEN %(since)s AND %(until)s
JOIN figures_sheet s ON s.id = r.sheet_id
WHERE r.unit_id = ANY (%(units)s)
GROUP BY r.unit_id, p.ends
