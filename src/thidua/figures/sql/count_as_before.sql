-- Take the official version of some sheets back: it waits again, and the one before it (or none) counts as official.
WITH moved AS (
    UPDATE figures_sheet s
    SET submitted_version = s.official_version, official_version = before.version
    FROM unnest(%(sheets)s::bigint[], %(versions)s::smallint[]) AS before (sheet_id, version)
    WHERE s.id = before.sheet_id
    RETURNING s.period_id, s.unit_id
)
INSERT INTO figures_mark (period_id, unit_id, at)
SELECT period_id, unit_id, %(at)s FROM moved
