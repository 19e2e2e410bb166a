-- How far the reports of units are, by the month in which their periods end, since a day.
SELECT r.unit_id, p.ends, count(*)::int AS owed, count(s.official_version)::int AS accepted,
       count(s.submitted_version) FILTER (WHERE s.official_version IS NULL)::int AS waiting
FROM reporting_report r
JOIN indicators_period p ON p.id = r.period_id AND p.ends BETWEEN %(since)s AND %(until)s
JOIN figures_sheet s ON s.id = r.sheet_id AND s.owed
WHERE r.unit_id = ANY (%(units)s)
GROUP BY r.unit_id, p.ends
