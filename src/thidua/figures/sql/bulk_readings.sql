-- Blocks of numbers of very many units in one period: stored totals where a unit has them, else its own cells added up.
-- One row for a unit and block; `so_far`: since the start of the year, else within the period.
-- Says of every number what readings.sql says of it, without coverage, which takes most of the time there.
WITH wanted AS (
    SELECT * FROM unnest(%(blocks)s::smallint[], %(so_far)s::boolean[]) AS w (block, so_far)
), totals AS MATERIALIZED (
    SELECT t.unit_id, t.block, t.sums, t.to_date
    FROM figures_total t
    WHERE t.closes = %(closes)s AND t.period_id = %(period)s AND t.unit_id = ANY(%(units)s) AND t.basis = %(basis)s
), sheets AS MATERIALIZED (
    SELECT s.unit_id, s.id, s.closes, s.form_version_id, node.ended, part.within, part.last,
           CASE %(basis)s WHEN 0 THEN s.official_version
           ELSE coalesce(s.submitted_version, s.official_version) END AS version
    FROM indicators_periodpart part
    JOIN figures_sheet s ON s.period_id = part.base_id AND s.unit_id = ANY(%(units)s)
    JOIN figures_periodunit node ON node.period_id = s.period_id AND node.unit_id = s.unit_id AND NOT node.has_children
    WHERE part.period_id = %(period)s AND s.unit_id NOT IN (SELECT unit_id FROM totals)
), leaves AS MATERIALIZED (
    SELECT s.unit_id, m.block_id AS block, m.mask, k.combine, c.cells, s.within
    FROM sheets s
    JOIN indicators_formblock m ON m.version_id = s.form_version_id AND m.block_id = ANY(%(blocks)s)
    JOIN indicators_block k ON k.number = m.block_id
    JOIN figures_sheetcells c
      ON c.closes = s.closes AND c.sheet_id = s.id AND c.version = s.version AND c.block = m.block_id AND c.scope = 0
    WHERE k.over_time <> 'last' OR (s.last AND NOT s.ended)
), cells AS (
    -- Every cell is taken out of its array once, because to find it the array is walked from its beginning.
    SELECT l.unit_id, l.block, w.so_far, l.combine, cell.*
    FROM leaves l
    JOIN wanted w ON w.block = l.block AND (w.so_far OR l.within)
    CROSS JOIN LATERAL (SELECT @each(CASE WHEN l.mask[#] = 1 THEN l.cells[#] END AS c#) OFFSET 0) AS cell
)
SELECT t.unit_id, t.block, w.so_far, CASE WHEN w.so_far THEN t.to_date ELSE t.sums END AS numbers
FROM totals t
JOIN wanted w ON w.block = t.block
UNION ALL
SELECT unit_id, block, so_far, ARRAY[@each(sum(c#)::bigint)] FROM cells WHERE combine = 'sum'
GROUP BY unit_id, block, so_far
UNION ALL
SELECT unit_id, block, so_far, ARRAY[@each(max(c#))] FROM cells WHERE combine = 'max'
GROUP BY unit_id, block, so_far
