-- The cells of one block of a month's reports that have any; a returned report also has the copy that is gone on with.
INSERT INTO figures_sheetcells (closes, sheet_id, version, block, scope, cells, na)
SELECT %(closes)s, sheet_id, version, %(block)s, 0,
       ARRAY[@each(CASE WHEN (%(collected)s & ~na) >> (# - 1) & 1 = 1 THEN
           least((%(largest)s::bigint[])[#], (workers * (%(per_worker)s::float8[])[#]
               * (0.8 + (hashint8extended(chance, #) & 1023) / 2560.0))::bigint) END)],
       %(collected)s & na
FROM (
    SELECT sheet_id, na, workers * (1 + 0.004 * %(month)s) AS workers, fate,
           CASE WHEN %(steady)s THEN unit_hash ELSE month_hash END AS chance
    FROM scale_report
) AS report
JOIN (VALUES (1), (2)) AS written (version) ON version = 1 OR fate = 'returned'
WHERE fate <> 'missing'
