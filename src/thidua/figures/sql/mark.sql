-- What counts of these sheets has changed: their units are stale until the next fold.
INSERT INTO figures_mark (period_id, unit_id, at)
SELECT period_id, unit_id, %(at)s FROM figures_sheet WHERE id = ANY(%(sheets)s)
