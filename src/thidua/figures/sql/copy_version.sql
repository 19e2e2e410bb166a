-- A new version begins as a copy of another.
INSERT INTO figures_sheetcells (closes, sheet_id, version, block, scope, cells, na)
SELECT closes, sheet_id, %(to)s, block, scope, cells, na
FROM figures_sheetcells
WHERE closes = %(closes)s AND sheet_id = %(sheet)s AND version = %(from)s
