-- On forms for the whole subtree: cells stand for it as soon as the unit has something below, else for the unit alone.
UPDATE figures_sheetcells c
SET scope = node.has_children::int
FROM figures_sheet s
JOIN figures_periodunit node ON node.period_id = s.period_id AND node.unit_id = s.unit_id
JOIN indicators_formversion version ON version.id = s.form_version_id
JOIN indicators_form form ON form.id = version.form_id AND form.collection = 'subtree'
WHERE s.period_id = %(period)s AND c.closes = %(ends)s AND c.sheet_id = s.id AND c.scope <> node.has_children::int
