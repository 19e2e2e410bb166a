-- Units under the same parent whose handed-in figures of a period are the very same as those of some reports.
-- Nothing is said about sheets with hardly a number: many small units have nothing to tell in a quiet month.
WITH asked AS (
    SELECT r.id AS report_id, r.unit_id, r.period_id, s.form_version_id, p.parent_id
    FROM reporting_report r
    JOIN figures_sheet s ON s.id = r.sheet_id
    JOIN org_placement p ON p.unit_id = r.unit_id AND p.during @> %(today)s::date
    WHERE r.id = ANY(%(reports)s)
), beside AS (
    SELECT s.id, s.unit_id, s.period_id, s.form_version_id, s.closes, p.parent_id,
           coalesce(s.submitted_version, s.official_version) AS version
    FROM (SELECT DISTINCT period_id, form_version_id, parent_id FROM asked) a
    JOIN org_placement p ON p.parent_id = a.parent_id AND p.during @> %(today)s::date
    JOIN figures_sheet s
      ON s.unit_id = p.unit_id AND s.period_id = a.period_id AND s.form_version_id = a.form_version_id
), told AS MATERIALIZED (
    SELECT b.unit_id, b.period_id, b.form_version_id, b.parent_id,
           string_agg(c.block || array_to_string(c.cells, ',', '') || c.na, ' ' ORDER BY c.block, c.scope) AS figures
    FROM beside b
    JOIN figures_sheetcells c ON c.closes = b.closes AND c.sheet_id = b.id AND c.version = b.version
    GROUP BY b.id, b.unit_id, b.period_id, b.form_version_id, b.parent_id
    HAVING sum(cardinality(array_remove(array_remove(c.cells, NULL), 0))) >= %(least)s
)
SELECT a.report_id, min(other.unit_id) AS unit_id, count(*) AS units
FROM asked a
JOIN told own USING (unit_id, period_id, form_version_id)
JOIN told other
  ON other.period_id = own.period_id AND other.form_version_id = own.form_version_id AND other.parent_id = own.parent_id
 AND other.figures = own.figures AND other.unit_id <> own.unit_id
GROUP BY a.report_id
