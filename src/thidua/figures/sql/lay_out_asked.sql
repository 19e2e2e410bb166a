-- A sheet of one form for every unit that is asked and stands in the window's tree.
INSERT INTO figures_sheet (unit_id, period_id, form_version_id, closes)
SELECT unit_id, period_id, %(version)s, %(ends)s
FROM figures_periodunit
WHERE period_id = %(period)s AND unit_id = ANY(%(units)s)
