-- Reports that are not handed in, are due on one of some days, and hold others up: the unit above still has to hand in
-- its own report of the period.
SELECT r.id
FROM reporting_report r
JOIN indicators_period p ON p.id = r.period_id AND p.state = 'open'
JOIN figures_periodunit node ON node.period_id = r.period_id AND node.unit_id = r.unit_id
WHERE r.state IN ('draft', 'returned') AND r.due_at >= %(from)s AND r.due_at < %(until)s
  AND EXISTS (
      SELECT FROM reporting_report above
      WHERE above.unit_id = node.parent_id AND above.period_id = r.period_id
        AND above.state IN ('draft', 'returned', 'amending')
  )
ORDER BY r.id
