-- What reports of a window say: the blocks of the version that counts, else of none, of each unit alone.
SELECT r.id AS report_id, c.block, c.cells, c.na
FROM reporting_report r
JOIN figures_sheet s ON s.id = r.sheet_id
JOIN figures_sheetcells c
  ON c.closes = s.closes AND c.sheet_id = s.id AND c.scope = 0
 AND c.version = coalesce(s.submitted_version, s.official_version)
WHERE r.id = ANY(%(reports)s)
