-- The stored cells of a version of a sheet, a figure for the whole subtree after the unit's own.
SELECT block, cells, na
FROM figures_sheetcells
WHERE closes = %(closes)s AND sheet_id = %(sheet)s AND version = %(version)s
ORDER BY scope
