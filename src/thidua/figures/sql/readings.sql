-- Chosen positions of chosen units and periods: stored totals where a unit has them, else its own cells.
WITH wanted AS (
    SELECT * FROM unnest(%(blocks)s::smallint[], %(positions)s::smallint[]) AS w (block, position)
), stored AS (
    SELECT t.unit_id, t.period_id, t.block, w.position,
           t.sums[w.position] AS value, t.to_date[w.position] AS to_date,
           t.with_value[w.position] AS with_value, t.received[w.position] AS received,
           t.expected[w.position] AS expected
    FROM figures_total t
    JOIN wanted w ON w.block = t.block
    WHERE t.closes = ANY(%(closes)s) AND t.period_id = ANY(%(periods)s)
      AND t.unit_id = ANY(%(units)s) AND t.basis = %(basis)s
), leaf AS (
    SELECT s.unit_id, part.period_id, m.block_id AS block, w.position, k.combine, c.cells[w.position] AS cell,
           coalesce((c.na >> (w.position - 1)) & 1, 0) AS na,
           part.within AND (k.over_time <> 'last' OR part.last) AS now,
           k.over_time <> 'last' OR part.last AS so_far
    FROM indicators_periodpart part
    JOIN figures_sheet s ON s.period_id = part.base_id AND s.unit_id = ANY(%(units)s)
    JOIN figures_periodunit node ON node.period_id = s.period_id AND node.unit_id = s.unit_id AND NOT node.has_children
    JOIN indicators_formblock m ON m.version_id = s.form_version_id
    JOIN wanted w ON w.block = m.block_id AND m.mask[w.position] = 1
    JOIN indicators_block k ON k.number = m.block_id
    LEFT JOIN figures_sheetcells c
      ON c.closes = s.closes AND c.sheet_id = s.id AND c.block = m.block_id AND c.scope = 0
     AND c.version = CASE %(basis)s WHEN 0 THEN s.official_version
                     ELSE coalesce(s.submitted_version, s.official_version) END
    WHERE part.period_id = ANY(%(periods)s)
      AND NOT EXISTS (
          SELECT FROM figures_total t
          WHERE t.closes = ANY(%(closes)s) AND t.period_id = part.period_id AND t.unit_id = s.unit_id
            AND t.basis = %(basis)s
      )
)
SELECT unit_id, period_id, block, position, value, to_date, with_value, received, expected FROM stored
UNION ALL
SELECT unit_id, period_id, block, position,
       (CASE combine WHEN 'max' THEN max(cell) FILTER (WHERE now) ELSE sum(cell) FILTER (WHERE now) END)::bigint,
       (CASE combine WHEN 'max' THEN max(cell) FILTER (WHERE so_far) ELSE sum(cell) FILTER (WHERE so_far) END)::bigint,
       (count(cell) FILTER (WHERE now))::int,
       (count(*) FILTER (WHERE now AND (cell IS NOT NULL OR na = 1)))::int,
       (count(*) FILTER (WHERE now))::int
FROM leaf
GROUP BY unit_id, period_id, block, position, combine
