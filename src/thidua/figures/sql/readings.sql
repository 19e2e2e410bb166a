-- Chosen positions of chosen units and periods: stored totals where a unit has them, else its own cells.
-- Of stocks only the base that ends with the period is read; it lies within it.
-- Where a restatement is given, whatever its tree changes is read from what is stored for it.
-- The steps are materialised in this order because a plan of its own choosing fetches each row of cells once for
-- every position.
WITH wanted AS (
    SELECT * FROM unnest(%(blocks)s::smallint[], %(positions)s::smallint[]) AS w (block, position)
), restated AS MATERIALIZED (
    SELECT DISTINCT u.unit_id, part.period_id
    FROM indicators_periodpart part
    JOIN figures_restatedunit u
      ON u.restatement_id = %(restatement)s AND u.period_id = part.base_id AND u.unit_id = ANY(%(units)s)
    WHERE part.period_id = ANY(%(periods)s)
), totals AS MATERIALIZED (
    SELECT t.unit_id, t.period_id, t.block, t.sums, t.to_date, t.with_value, t.received, t.expected
    FROM figures_total t
    WHERE t.closes = ANY(%(closes)s) AND t.period_id = ANY(%(periods)s)
      AND t.unit_id = ANY(%(units)s) AND t.basis = %(basis)s
      AND (t.unit_id, t.period_id) NOT IN (TABLE restated)
    UNION ALL
    SELECT t.unit_id, t.period_id, t.block, t.sums, t.to_date, t.with_value, t.received, t.expected
    FROM restated
    JOIN figures_restatedtotal t
      ON t.restatement_id = %(restatement)s AND t.period_id = restated.period_id AND t.unit_id = restated.unit_id
     AND t.basis = %(basis)s
), sheets AS MATERIALIZED (
    SELECT s.unit_id, part.period_id, s.id, s.closes, s.form_version_id, s.owed, node.ended,
           CASE %(basis)s WHEN 0 THEN s.official_version
           ELSE coalesce(s.submitted_version, s.official_version) END AS version,
           part.within, part.last
    FROM indicators_periodpart part
    JOIN figures_sheet s ON s.period_id = part.base_id AND s.unit_id = ANY(%(units)s)
    JOIN figures_periodunit node ON node.period_id = s.period_id AND node.unit_id = s.unit_id AND NOT node.has_children
    WHERE part.period_id = ANY(%(periods)s)
      AND (s.unit_id, part.period_id) NOT IN (SELECT unit_id, period_id FROM totals UNION ALL TABLE restated)
), leaves AS MATERIALIZED (
    SELECT s.unit_id, s.period_id, m.block_id AS block, m.mask, k.combine, c.cells, coalesce(c.na, 0) AS na,
           s.within AS now, s.owed
    FROM sheets s
    JOIN indicators_formblock m ON m.version_id = s.form_version_id AND m.block_id = ANY(%(blocks)s)
    JOIN indicators_block k ON k.number = m.block_id
    LEFT JOIN figures_sheetcells c
      ON c.closes = s.closes AND c.sheet_id = s.id AND c.version = s.version AND c.block = m.block_id AND c.scope = 0
    WHERE k.over_time <> 'last' OR (s.last AND NOT s.ended)
), cells AS (
    SELECT l.unit_id, l.period_id, l.block, w.position, l.combine, l.cells[w.position] AS cell,
           l.cells[w.position] IS NOT NULL OR (l.na >> (w.position - 1)) & 1 = 1 AS received, l.now, l.owed
    FROM leaves l
    JOIN wanted w ON w.block = l.block AND l.mask[w.position] = 1
)
SELECT t.unit_id, t.period_id, t.block, w.position,
       t.sums[w.position] AS value, t.to_date[w.position] AS to_date,
       t.with_value[w.position] AS with_value, t.received[w.position] AS received,
       t.expected[w.position] AS expected
FROM totals t
JOIN wanted w ON w.block = t.block
UNION ALL
SELECT unit_id, period_id, block, position,
       (CASE combine WHEN 'max' THEN max(cell) FILTER (WHERE now) ELSE sum(cell) FILTER (WHERE now) END)::bigint,
       (CASE combine WHEN 'max' THEN max(cell) ELSE sum(cell) END)::bigint,
       (count(cell) FILTER (WHERE now))::int,
       (count(*) FILTER (WHERE now AND received))::int,
       (count(*) FILTER (WHERE now AND owed))::int
FROM cells
GROUP BY unit_id, period_id, block, position, combine
