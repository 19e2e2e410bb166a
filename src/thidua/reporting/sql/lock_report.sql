-- A report, locked, with all that a change of it needs to know.
SELECT r.id, r.state, r.version, r.due_at, r.started_at, r.submitted_at, r.submitted_by_id, r.accepted_at,
       r.accepted_by_id, r.unit_id, unit.code AS unit_code,
       r.period_id, period.code AS period_code, period.state AS period_state,
       r.sheet_id, sheet.closes, sheet.official_version, sheet.submitted_version, sheet.form_version_id,
       version.form_id, form.code AS form_code, form.collection
FROM reporting_report r
JOIN org_unit unit ON unit.id = r.unit_id
JOIN indicators_period period ON period.id = r.period_id
JOIN figures_sheet sheet ON sheet.id = r.sheet_id
JOIN indicators_formversion version ON version.id = sheet.form_version_id
JOIN indicators_form form ON form.id = version.form_id
WHERE r.id = %(report)s
FOR NO KEY UPDATE OF r
