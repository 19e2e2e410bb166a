-- The totals of some inner units of one level, for one base period, both bases:
-- own cells, plus cells of leaf children (they fold into the parent), plus stored totals of inner children.
-- A figure typed for the whole subtree stands in the place of that sum, which is then kept in `beneath`.
-- What units that ended within the period held at its end is their successors' by then: their stocks are left out.
-- @combine is sum or max; a block combines in one way.
WITH bases AS (
    SELECT basis FROM (VALUES (0::smallint), (1::smallint)) AS b (basis)
), sheets AS (
    SELECT node.folds_into_id AS unit, node.unit_id AS reporter, node.ended, s.id, s.form_version_id, s.owed,
           s.official_version, coalesce(s.submitted_version, s.official_version) AS latest_version
    FROM figures_periodunit node
    JOIN figures_sheet s ON s.period_id = node.period_id AND s.unit_id = node.unit_id
    WHERE node.period_id = %(period)s AND node.folds_into_id = ANY(%(units)s)
), own AS (
    -- Both bases out of one reading, for most sheets count with one version in both; every cell is taken out of its
    -- array once, because to find it the array is walked from its beginning.
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
), subtree AS (
    SELECT s.unit, c.block, b.basis, c.cells, c.na
    FROM sheets s
    CROSS JOIN bases b
    JOIN figures_sheetcells c
      ON c.closes = %(closes)s AND c.sheet_id = s.id AND c.scope = 1
     AND c.version = CASE b.basis WHEN 0 THEN s.official_version ELSE s.latest_version END
    JOIN indicators_block k ON k.number = c.block
    WHERE s.reporter = s.unit AND c.block = ANY(%(blocks)s) AND NOT (s.ended AND k.over_time = 'last')
), duty AS (
    SELECT due.unit, m.block_id AS block, ARRAY[@each(sum(CASE k.over_time WHEN 'last' THEN due.at_end ELSE due.owed END * m.mask[#])::int)] AS expected
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
    SELECT unit, block, basis, NULL, NULL, NULL, expected FROM duty CROSS JOIN bases
    UNION ALL
    SELECT unit, block, basis, NULL,
           ARRAY[@each((cells[#] IS NOT NULL)::int)],
           ARRAY[@each((cells[#] IS NOT NULL)::int | ((na >> (# - 1)) & 1)::int)], NULL
    FROM subtree
    UNION ALL
    SELECT child.parent_id, t.block, t.basis, t.sums, t.with_value, t.received, t.expected
    FROM figures_periodunit child
    JOIN figures_basetotal t
      ON t.closes = %(closes)s AND t.period_id = child.period_id AND t.unit_id = child.unit_id
    WHERE child.period_id = %(period)s AND child.parent_id = ANY(%(units)s) AND child.has_children
      AND t.block = ANY(%(blocks)s)
), added AS (
    SELECT unit, block, basis,
           ARRAY[@each(@combine(sums[#])::bigint)] AS sums,
           ARRAY[@each(coalesce(sum(with_value[#]), 0)::int)] AS with_value,
           ARRAY[@each(coalesce(sum(received[#]), 0)::int)] AS received,
           ARRAY[@each(coalesce(sum(expected[#]), 0)::int)] AS expected
    FROM parts
    GROUP BY unit, block, basis
)
INSERT INTO figures_basetotal (closes, period_id, unit_id, block, basis, sums, beneath, with_value, received, expected)
SELECT %(closes)s, %(period)s, added.unit, added.block, added.basis,
       CASE WHEN subtree.cells IS NULL THEN added.sums
            ELSE ARRAY[@each(coalesce(subtree.cells[#], added.sums[#]))] END,
       CASE WHEN subtree.cells IS NOT NULL THEN added.sums END,
       added.with_value, added.received, added.expected
FROM added
LEFT JOIN subtree USING (unit, block, basis)
ON CONFLICT (closes, period_id, unit_id, block, basis) DO UPDATE
SET sums = excluded.sums, beneath = excluded.beneath, with_value = excluded.with_value,
    received = excluded.received, expected = excluded.expected
