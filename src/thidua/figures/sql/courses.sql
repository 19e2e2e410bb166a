-- The course of chosen positions of a unit over the last base periods that each is reported for, oldest first,
-- where a restatement is given as it reads in that tree.
WITH wanted AS (
    SELECT DISTINCT ON (w.block, w.position) w.block, w.position, base.calendar, base.frequency
    FROM unnest(%(indicators)s::bigint[], %(blocks)s::smallint[], %(positions)s::smallint[]) AS w (indicator, block, position)
    JOIN indicators_basefrequency base ON base.indicator_id = w.indicator
    ORDER BY w.block, w.position, array_position(ARRAY['M', 'Q', 'S', 'H', 'Y'], base.frequency::text)
), spans AS (
    SELECT p.*, row_number() OVER (PARTITION BY calendar, frequency ORDER BY ends DESC) AS age,
           EXISTS (
               SELECT
               FROM indicators_periodpart part
               JOIN figures_restatedunit u
                 ON u.restatement_id = %(restatement)s AND u.period_id = part.base_id AND u.unit_id = %(unit)s
               WHERE part.period_id = p.id
           ) AS restated
    FROM indicators_period p
    WHERE ends <= %(until)s AND (calendar, frequency) IN (SELECT calendar, frequency FROM wanted)
)
SELECT w.block, w.position, array_agg(p.ends ORDER BY p.ends) AS ends,
       array_agg(r.value ORDER BY p.ends) AS values, array_agg(r.to_date ORDER BY p.ends) AS to_date
FROM wanted w
JOIN spans p ON p.calendar = w.calendar AND p.frequency = w.frequency AND p.age <= %(count)s
LEFT JOIN LATERAL (
    SELECT t.sums[w.position] AS value, t.to_date[w.position] AS to_date
    FROM figures_restatedtotal t
    WHERE p.restated AND t.restatement_id = %(restatement)s AND t.period_id = p.id AND t.unit_id = %(unit)s
      AND t.block = w.block AND t.basis = %(basis)s
    UNION ALL
    SELECT t.sums[w.position] AS value, t.to_date[w.position] AS to_date
    FROM figures_total t
    WHERE NOT p.restated AND t.closes = p.ends AND t.period_id = p.id AND t.unit_id = %(unit)s
      AND t.block = w.block AND t.basis = %(basis)s
    UNION ALL
    SELECT c.cells[w.position], NULL
    FROM figures_sheet s
    JOIN figures_periodunit node ON node.period_id = s.period_id AND node.unit_id = s.unit_id AND NOT node.has_children
    JOIN indicators_block k ON k.number = w.block AND NOT (node.ended AND k.over_time = 'last')
    JOIN figures_sheetcells c
      ON c.closes = s.closes AND c.sheet_id = s.id AND c.block = w.block AND c.scope = 0
     AND c.version = CASE %(basis)s WHEN 0 THEN s.official_version
                     ELSE coalesce(s.submitted_version, s.official_version) END
    WHERE NOT p.restated AND s.period_id = p.id AND s.unit_id = %(unit)s AND c.cells[w.position] IS NOT NULL
    LIMIT 1
) r ON true
GROUP BY w.block, w.position
