-- Those of some units that have no children in a base period but have some in another of its year: their readings of
-- longer periods are stored, and this base is a part of them.
SELECT node.unit_id
FROM figures_periodunit node
JOIN indicators_period base ON base.id = node.period_id
WHERE node.period_id = %(period)s AND node.unit_id = ANY(%(units)s) AND NOT node.has_children
  AND EXISTS (
      SELECT
      FROM indicators_period other
      JOIN figures_periodunit inside ON inside.period_id = other.id
      WHERE other.calendar = base.calendar AND other.year = base.year
        AND inside.unit_id = node.unit_id AND inside.has_children
  )
