-- Whole blocks of one version of a sheet at once: new, or in the place of what was there.
INSERT INTO figures_sheetcells (closes, sheet_id, version, block, scope, cells, na)
SELECT %(closes)s, %(sheet)s, %(version)s, block, %(scope)s, cells::bigint[], na
FROM unnest(%(blocks)s::smallint[], %(cells)s::text[], %(na)s::bigint[]) AS b (block, cells, na)
ON CONFLICT (closes, sheet_id, version, block, scope) DO UPDATE SET cells = excluded.cells, na = excluded.na
