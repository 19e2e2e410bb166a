-- The submitted version of some sheets becomes the official one, and their totals stale, in one statement.
WITH moved AS (
    UPDATE figures_sheet
    SET official_version = submitted_version, submitted_version = NULL
    WHERE id = ANY(%(sheets)s)
    RETURNING period_id, unit_id
)
INSERT INTO figures_mark (period_id, unit_id, at)
SELECT period_id, unit_id, %(at)s FROM moved
