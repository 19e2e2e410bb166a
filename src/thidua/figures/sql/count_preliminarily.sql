-- Let a version of some sheets count in preliminary totals (NULL: none), and say that those are stale.
WITH counted AS (
    UPDATE figures_sheet SET submitted_version = %(version)s WHERE id = ANY(%(sheets)s) RETURNING period_id, unit_id
)
INSERT INTO figures_mark (period_id, unit_id, at) SELECT period_id, unit_id, %(at)s FROM counted
