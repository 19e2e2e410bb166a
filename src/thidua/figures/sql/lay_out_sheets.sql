-- A sheet for every unit of the period's tree and every published form of its kind in force when the period ends.
-- Who has a sheet of an earlier version of the form keeps it: nothing is asked, or counted, twice.
INSERT INTO figures_sheet (unit_id, period_id, form_version_id, closes)
SELECT node.unit_id, node.period_id, version.id, %(ends)s
FROM figures_periodunit node
JOIN LATERAL (
    SELECT kind FROM org_placement
    WHERE unit_id = node.unit_id AND counts && daterange(%(starts)s::date, %(ends)s::date, '[]')
    ORDER BY lower(counts) DESC LIMIT 1
) last ON true
JOIN indicators_form form
  ON form.calendar = %(calendar)s AND form.frequency = %(frequency)s AND last.kind = ANY(form.unit_kinds)
JOIN indicators_formversion version
  ON version.form_id = form.id AND version.published_at IS NOT NULL AND version.during @> %(ends)s::date
WHERE node.period_id = %(period)s
  AND NOT EXISTS (
      SELECT
      FROM figures_sheet laid
      JOIN indicators_formversion earlier ON earlier.id = laid.form_version_id AND earlier.form_id = form.id
      WHERE laid.period_id = node.period_id AND laid.unit_id = node.unit_id
  )
ON CONFLICT (period_id, unit_id, form_version_id) DO NOTHING
