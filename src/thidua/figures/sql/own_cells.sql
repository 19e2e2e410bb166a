-- A unit's own cells on a form over some base periods, in the versions that count.
SELECT s.period_id, c.block, c.cells, c.na
FROM figures_sheet s
JOIN indicators_formversion version ON version.id = s.form_version_id AND version.form_id = %(form)s
JOIN figures_sheetcells c
  ON c.closes = s.closes AND c.sheet_id = s.id
 AND c.version = CASE %(basis)s WHEN 0 THEN s.official_version ELSE coalesce(s.submitted_version, s.official_version) END
WHERE s.unit_id = %(unit)s AND s.period_id = ANY(%(periods)s)
ORDER BY c.scope
