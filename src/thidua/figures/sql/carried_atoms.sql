-- What some units hold themselves in a base period, both bases, sheet by sheet: cells, and figures for the whole subtree
-- with what lies beneath them. Stocks of units that ended within the period are left out.
SELECT s.unit_id, s.id AS sheet_id, s.owed, m.block_id AS block, m.mask, b.basis, c.cells, coalesce(c.na, 0) AS na,
       CASE WHEN c.scope = 1 AND k.combine = 'sum' THEN t.beneath END AS beneath
FROM figures_periodunit node
JOIN figures_sheet s ON s.period_id = node.period_id AND s.unit_id = node.unit_id
JOIN indicators_formblock m ON m.version_id = s.form_version_id
JOIN indicators_block k ON k.number = m.block_id AND NOT (node.ended AND k.over_time = 'last')
CROSS JOIN (VALUES (0::smallint), (1::smallint)) AS b (basis)
LEFT JOIN figures_sheetcells c
  ON c.closes = %(closes)s AND c.sheet_id = s.id AND c.block = m.block_id
 AND c.version = CASE b.basis WHEN 0 THEN s.official_version ELSE coalesce(s.submitted_version, s.official_version) END
LEFT JOIN figures_basetotal t
  ON t.closes = %(closes)s AND t.period_id = %(period)s AND t.unit_id = s.unit_id
 AND t.block = m.block_id AND t.basis = b.basis
WHERE node.period_id = %(period)s AND node.unit_id = ANY(%(units)s)
ORDER BY s.id, m.block_id, b.basis, c.scope
