-- The unit with a code, and its report of a period on the newest version of a form, where they are.
SELECT unit.id AS unit_id, report.id AS report_id, report.form_version_id
FROM org_unit unit
LEFT JOIN LATERAL (
    SELECT r.id, sheet.form_version_id
    FROM reporting_report r
    JOIN indicators_period period ON period.id = r.period_id AND period.code = %(period)s
    JOIN figures_sheet sheet ON sheet.id = r.sheet_id
    JOIN indicators_formversion version ON version.id = sheet.form_version_id
    JOIN indicators_form form ON form.id = version.form_id AND form.code = %(form)s
    WHERE r.unit_id = unit.id
    ORDER BY version.number DESC
    LIMIT 1
) report ON true
WHERE unit.code = %(unit)s
