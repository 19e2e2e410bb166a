-- Totals of units that have no children in a base period any more, with all readings that they were a part of.
WITH outgrown AS (
    DELETE FROM figures_basetotal t
    USING figures_periodunit node
    WHERE t.closes = %(closes)s AND t.period_id = %(period)s
      AND node.period_id = t.period_id AND node.unit_id = t.unit_id AND NOT node.has_children
    RETURNING t.unit_id
)
DELETE FROM figures_total t
USING indicators_periodpart part, indicators_period p
WHERE part.base_id = %(period)s AND p.id = part.period_id
  AND t.closes = p.ends AND t.period_id = p.id AND t.unit_id IN (SELECT unit_id FROM outgrown)
