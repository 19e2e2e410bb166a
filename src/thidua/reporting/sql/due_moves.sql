-- Which open reports of units of a kind would be due at another instant, if they were due so many days before the
-- last instant of their period; counted by period and present instant.
SELECT p.code, count(*) AS reports, r.due_at AS due_now, p.due_at - make_interval(days => %(days)s) AS due_then
FROM reporting_report r
JOIN indicators_period p ON p.id = r.period_id AND p.state = 'open'
JOIN LATERAL (
    SELECT kind FROM org_placement
    WHERE unit_id = r.unit_id AND during && daterange(p.starts, p.ends, '[]')
    ORDER BY lower(during) DESC LIMIT 1
) last ON last.kind = %(kind)s
WHERE p.frequency = %(frequency)s AND p.ends >= %(since)s::date AND r.state IN ('draft', 'returned')
  AND r.due_at <> p.due_at - make_interval(days => %(days)s)
GROUP BY p.code, p.ends, r.due_at, p.due_at
ORDER BY p.ends, r.due_at
