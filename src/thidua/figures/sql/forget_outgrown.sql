-- Totals of a base period that nobody below reports to any more (a unit that lost its children, or all those that fill
-- in a form with the block), with all readings that they were a part of.
WITH RECURSIVE beneath AS (
    SELECT node.folds_into_id AS unit_id, s.form_version_id
    FROM figures_periodunit node
    JOIN figures_sheet s ON s.period_id = node.period_id AND s.unit_id = node.unit_id
    WHERE node.period_id = %(period)s
    UNION
    SELECT node.parent_id, beneath.form_version_id
    FROM beneath
    JOIN figures_periodunit node ON node.period_id = %(period)s AND node.unit_id = beneath.unit_id
    WHERE node.parent_id IS NOT NULL
), founded AS (
    SELECT DISTINCT beneath.unit_id, m.block_id
    FROM beneath
    JOIN indicators_formblock m ON m.version_id = beneath.form_version_id
), outgrown AS (
    DELETE FROM figures_basetotal t
    WHERE t.closes = %(closes)s AND t.period_id = %(period)s AND (t.unit_id, t.block) NOT IN (TABLE founded)
    RETURNING t.unit_id
)
DELETE FROM figures_total t
USING indicators_periodpart part, indicators_period p
WHERE part.base_id = %(period)s AND p.id = part.period_id
  AND t.closes = p.ends AND t.period_id = p.id AND t.unit_id IN (SELECT unit_id FROM outgrown)
