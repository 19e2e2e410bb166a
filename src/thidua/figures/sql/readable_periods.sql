-- The periods that any base with open books is part of, until a day, newest first and the longer before the shorter:
-- whether a unit has a figure in each, and when its totals were last folded. What was asked once is read where it was asked.
SELECT p.id AS pk, p.code, p.ends, p.data_until, p.state = 'closed' OR NOT bases.any_open AS closed, bases.covered,
       coalesce(totals.any_received, leaf.any_received, false) AS has_figures,
       EXISTS (SELECT FROM figures_wording w WHERE w.unit_id = %(unit)s AND w.period_id = p.id) AS worded,
       coalesce(totals.folded_at, leaf.versions, '') AS token
FROM indicators_period p
JOIN LATERAL (
    SELECT bool_or(base.state = 'open') AS any_open, bool_or(base.state <> 'planned') AS any_begun,
           bool_or(part.last AND base.state <> 'planned') AS covered
    FROM indicators_periodpart part
    JOIN indicators_period base ON base.id = part.base_id
    WHERE part.period_id = p.id AND part.within
) bases ON bases.any_begun
LEFT JOIN LATERAL (
    SELECT max(t.folded_at)::text AS folded_at, bool_or(0 < ANY (t.received)) AS any_received
    FROM figures_total t
    WHERE t.closes = p.ends AND t.period_id = p.id AND t.unit_id = %(unit)s
    HAVING count(*) > 0
) totals ON true
LEFT JOIN LATERAL (
    SELECT string_agg(concat_ws('/', s.id, s.official_version, s.submitted_version), ' ' ORDER BY s.id) AS versions,
           bool_or(coalesce(s.official_version, s.submitted_version) IS NOT NULL) AS any_received
    FROM indicators_periodpart part
    JOIN figures_sheet s ON s.period_id = part.base_id AND s.unit_id = %(unit)s
    WHERE part.period_id = p.id AND part.within
) leaf ON totals.folded_at IS NULL
WHERE p.starts <= %(today)s AND p.calendar <> 'W' AND (%(only)s::bigint IS NULL OR p.id = %(only)s)
ORDER BY p.ends DESC, p.starts, p.code
