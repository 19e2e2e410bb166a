-- What some units of one level of a restatement's tree add up to in one base period, both bases: their own values and
-- those of whoever they succeed, of children that are there, and what was apportioned to them.
-- A child whose subtree is the same in both trees brings its cells or its ordinary total, another one what is stored
-- for it here. Where all that a unit was made of has come to one other (`whole_sources`), its ordinary total is added
-- instead of every part. Of a figure for a whole subtree the difference to what lies beneath it counts where its unit
-- stands.
-- @combine is sum or max; a block combines in one way.
WITH bases AS (
    SELECT basis FROM (VALUES (0::smallint), (1::smallint)) AS b (basis)
), children AS (
    SELECT place.parent_id AS unit, node.unit_id AS child, node.has_children
    FROM figures_restatedplace place
    JOIN figures_periodunit node ON node.period_id = %(period)s AND node.unit_id = place.unit_id
    WHERE place.restatement_id = %(restatement)s AND place.parent_id = ANY(%(units)s)
      AND NOT EXISTS (
          SELECT FROM figures_restatedunit other
          WHERE other.restatement_id = %(restatement)s AND other.period_id = %(period)s AND other.unit_id = node.unit_id
      )
      AND NOT EXISTS (
          SELECT FROM whole_sources whole
          WHERE whole.source_id = CASE WHEN node.has_children THEN node.parent_id ELSE node.folds_into_id END
      )
), reporters AS (
    SELECT unit, child AS reporter FROM children WHERE NOT has_children
    UNION ALL
    SELECT unit, reporter
    FROM (
        SELECT unit_id AS unit, unit_id AS reporter
        FROM unnest(%(units)s::bigint[]) AS own (unit_id)
        WHERE unit_id <> ALL(%(routed)s::bigint[])
        UNION ALL
        SELECT heir, predecessor
        FROM unnest(%(from)s::bigint[], %(to)s::bigint[]) AS way (predecessor, heir)
        WHERE heir = ANY(%(units)s)
        UNION ALL
        SELECT 0, node.unit_id
        FROM figures_periodunit node
        WHERE 0 = ANY(%(units)s) AND node.period_id = %(period)s AND node.unit_id <> ALL(%(routed)s::bigint[])
          AND NOT EXISTS (
              SELECT FROM figures_restatedplace place
              WHERE place.restatement_id = %(restatement)s AND place.unit_id = node.unit_id
          )
    ) AS single
    WHERE NOT EXISTS (
        SELECT FROM figures_periodunit node
        JOIN whole_sources whole ON whole.source_id = node.folds_into_id
        WHERE node.period_id = %(period)s AND node.unit_id = single.reporter
    )
), sheets AS (
    SELECT r.unit, r.reporter, node.ended, s.id, s.form_version_id, s.owed,
           s.official_version, coalesce(s.submitted_version, s.official_version) AS latest_version
    FROM reporters r
    JOIN figures_periodunit node ON node.period_id = %(period)s AND node.unit_id = r.reporter
    JOIN figures_sheet s ON s.period_id = node.period_id AND s.unit_id = node.unit_id
), own AS (
    -- Both bases out of one reading, as `fold` does it.
    SELECT unit, block, official, latest,
           ARRAY[@each(@combine(c#)::bigint)] AS sums,
           ARRAY[@each(count(c#)::int)] AS with_value,
           ARRAY[@each((count(c#) + count(*) FILTER (WHERE na & (1::bigint << (# - 1)) <> 0))::int)] AS received
    FROM (
        SELECT s.unit, c.block, c.version IS NOT DISTINCT FROM s.official_version AS official,
               c.version = s.latest_version AS latest, c.cells, c.na
        FROM sheets s
        JOIN figures_sheetcells c
          ON c.closes = %(closes)s AND c.sheet_id = s.id AND c.scope = 0
         AND (c.version = s.official_version OR c.version = s.latest_version)
        JOIN indicators_block k ON k.number = c.block
        WHERE c.block = ANY(%(blocks)s) AND NOT (s.ended AND k.over_time = 'last')
        ORDER BY unit, block, official, latest
    ) AS counted
    CROSS JOIN LATERAL (SELECT @each(counted.cells[#] AS c#) OFFSET 0) AS cell
    GROUP BY unit, block, official, latest
), stated AS (
    SELECT s.unit, c.block, b.basis,
           ARRAY[@each(c.cells[#] - CASE k.combine WHEN 'sum' THEN coalesce(t.beneath[#], 0) ELSE 0 END)] AS sums,
           ARRAY[@each((c.cells[#] IS NOT NULL)::int)] AS with_value,
           ARRAY[@each((c.cells[#] IS NOT NULL)::int | ((c.na >> (# - 1)) & 1)::int)] AS received
    FROM sheets s
    CROSS JOIN bases b
    JOIN figures_sheetcells c
      ON c.closes = %(closes)s AND c.sheet_id = s.id AND c.scope = 1
     AND c.version = CASE b.basis WHEN 0 THEN s.official_version ELSE s.latest_version END
    JOIN indicators_block k ON k.number = c.block
    LEFT JOIN figures_basetotal t
      ON t.closes = %(closes)s AND t.period_id = %(period)s AND t.unit_id = s.reporter
     AND t.block = c.block AND t.basis = b.basis
    WHERE c.block = ANY(%(blocks)s) AND NOT (s.ended AND k.over_time = 'last')
), duty AS (
    SELECT due.unit, m.block_id AS block,
           ARRAY[@each(sum(CASE k.over_time WHEN 'last' THEN due.at_end ELSE due.owed END * m.mask[#])::int)] AS expected
    FROM (
        SELECT unit, form_version_id, count(*) FILTER (WHERE owed) AS owed,
               count(*) FILTER (WHERE owed AND NOT ended) AS at_end
        FROM sheets GROUP BY 1, 2
    ) due
    JOIN indicators_formblock m ON m.version_id = due.form_version_id
    JOIN indicators_block k ON k.number = m.block_id
    WHERE m.block_id = ANY(%(blocks)s)
    GROUP BY due.unit, m.block_id
), parts AS (
    SELECT unit, block, basis, sums, with_value, received, NULL::int[] AS expected
    FROM own JOIN bases ON CASE basis WHEN 0 THEN official ELSE latest END
    UNION ALL
    SELECT whole.unit_id, t.block, t.basis, t.sums, t.with_value, t.received, t.expected
    FROM whole_sources whole
    JOIN figures_basetotal t
      ON t.closes = %(closes)s AND t.period_id = %(period)s AND t.unit_id = whole.source_id AND t.block = ANY(%(blocks)s)
    WHERE whole.unit_id = ANY(%(units)s)
    UNION ALL
    SELECT unit, block, basis, sums, with_value, received, NULL FROM stated
    UNION ALL
    SELECT unit, block, basis, NULL, NULL, NULL, expected FROM duty CROSS JOIN bases
    UNION ALL
    SELECT child.unit, t.block, t.basis, t.sums, t.with_value, t.received, t.expected
    FROM children child
    JOIN figures_basetotal t
      ON t.closes = %(closes)s AND t.period_id = %(period)s AND t.unit_id = child.child AND t.block = ANY(%(blocks)s)
    WHERE child.has_children
    UNION ALL
    SELECT child.parent_id, t.block, t.basis, t.sums, t.with_value, t.received, t.expected
    FROM figures_restatedunit child
    JOIN figures_restatedbasetotal t
      ON t.restatement_id = %(restatement)s AND t.period_id = %(period)s AND t.unit_id = child.unit_id
     AND t.block = ANY(%(blocks)s)
    WHERE child.restatement_id = %(restatement)s AND child.period_id = %(period)s AND child.parent_id = ANY(%(units)s)
    UNION ALL
    SELECT unit, block, basis, sums::bigint[], with_value::int[], received::int[], expected::int[]
    FROM unnest(%(handed_units)s::bigint[], %(handed_blocks)s::smallint[], %(handed_bases)s::smallint[],
                %(handed_sums)s::text[], %(handed_with_value)s::text[], %(handed_received)s::text[],
                %(handed_expected)s::text[])
         AS handed (unit, block, basis, sums, with_value, received, expected)
    WHERE unit = ANY(%(units)s) AND block = ANY(%(blocks)s)
)
INSERT INTO figures_restatedbasetotal
    (restatement_id, period_id, unit_id, block, basis, sums, with_value, received, expected)
SELECT %(restatement)s, %(period)s, unit, block, basis,
       ARRAY[@each(@combine(sums[#])::bigint)],
       ARRAY[@each(coalesce(sum(with_value[#]), 0)::int)],
       ARRAY[@each(coalesce(sum(received[#]), 0)::int)],
       ARRAY[@each(coalesce(sum(expected[#]), 0)::int)]
FROM parts
GROUP BY unit, block, basis
