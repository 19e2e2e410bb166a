-- What units reported in the base periods before some reports, cell by cell: the range of the last twelve, how many
-- numbers make it, the period just before, and the sum since the start of the year; in the versions that count.
WITH asked AS (
    SELECT *
    FROM unnest(%(reports)s::bigint[], %(units)s::bigint[], %(forms)s::bigint[], %(first)s::date[], %(starts)s::date[], %(years)s::int[])
         AS a (report_id, unit_id, form_id, first, starts, year)
), wanted AS (
    SELECT * FROM unnest(%(of_forms)s::bigint[], %(indicators)s::bigint[], %(blocks)s::smallint[], %(positions)s::smallint[])
         AS w (form_id, indicator_id, block, position)
), before AS MATERIALIZED (
    SELECT a.report_id, a.form_id, p.ends = a.starts - 1 AS just_before, p.year = a.year AS this_year,
           s.id AS sheet_id, s.closes, coalesce(s.submitted_version, s.official_version) AS version
    FROM asked a
    JOIN figures_sheet s ON s.unit_id = a.unit_id
    JOIN indicators_formversion v ON v.id = s.form_version_id AND v.form_id = a.form_id
    JOIN indicators_period p ON p.id = s.period_id AND p.starts >= a.first AND p.ends < a.starts
)
SELECT b.report_id, w.indicator_id,
       min(c.cells[w.position]) AS least, max(c.cells[w.position]) AS most, count(c.cells[w.position]) AS known,
       max(c.cells[w.position]) FILTER (WHERE b.just_before) AS previous,
       (sum(c.cells[w.position]) FILTER (WHERE b.this_year))::bigint AS this_year
FROM before b
JOIN figures_sheetcells c ON c.closes = b.closes AND c.sheet_id = b.sheet_id AND c.version = b.version
JOIN wanted w ON w.form_id = b.form_id AND w.block = c.block
GROUP BY b.report_id, w.indicator_id
HAVING count(c.cells[w.position]) > 0
