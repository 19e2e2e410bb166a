-- A leaf's cells read as if it had base totals of its own. What it held at the end of a period that it did not live to
-- see is left out, and a sheet that nobody waits for is not expected.
CREATE OR REPLACE VIEW figures_leaf_base AS
SELECT s.unit_id, s.period_id, s.closes, m.block_id AS block, b.basis,
       c.cells AS sums,
       ARRAY[@each((c.cells[#] IS NOT NULL)::int)] AS with_value,
       ARRAY[@each((c.cells[#] IS NOT NULL)::int | coalesce((c.na >> (# - 1)) & 1, 0)::int)] AS received,
       ARRAY[@each(m.mask[#] * s.owed::int)]::int[] AS expected
FROM figures_sheet s
JOIN figures_periodunit node ON node.period_id = s.period_id AND node.unit_id = s.unit_id AND NOT node.has_children
JOIN indicators_formblock m ON m.version_id = s.form_version_id
JOIN indicators_block k ON k.number = m.block_id AND NOT (node.ended AND k.over_time = 'last')
CROSS JOIN (VALUES (0::smallint), (1::smallint)) AS b (basis)
LEFT JOIN figures_sheetcells c
  ON c.closes = s.closes AND c.sheet_id = s.id AND c.block = m.block_id AND c.scope = 0
 AND c.version = CASE b.basis WHEN 0 THEN s.official_version ELSE coalesce(s.submitted_version, s.official_version) END;
