-- The inner units of a base period's tree that a restatement changes, but of which all parts (their own cells, those of
-- children without children, totals of other children) come to one unit: their totals can be added as they are.
CREATE TEMPORARY TABLE whole_sources ON COMMIT DROP AS
WITH restated AS MATERIALIZED (
    SELECT unit_id FROM figures_restatedunit WHERE restatement_id = %(restatement)s AND period_id = %(period)s
), way AS MATERIALIZED (
    SELECT * FROM unnest(%(from)s::bigint[], %(to)s::bigint[]) AS way (predecessor, heir)
), piece AS (
    -- Cells of the unit itself and of children without children.
    SELECT node.folds_into_id AS source_id,
           CASE WHEN node.unit_id = ANY(%(routed)s::bigint[]) THEN way.heir
                WHEN place.unit_id IS NULL THEN 0
                WHEN own.unit_id IS NOT NULL OR node.has_children THEN node.unit_id
                ELSE place.parent_id END AS unit_id
    FROM figures_periodunit node
    JOIN restated source ON source.unit_id = node.folds_into_id
    LEFT JOIN figures_restatedplace place
      ON place.restatement_id = %(restatement)s AND place.unit_id = node.unit_id
    LEFT JOIN restated own ON own.unit_id = node.unit_id
    LEFT JOIN way ON way.predecessor = node.unit_id
    WHERE node.period_id = %(period)s
      AND EXISTS (SELECT FROM figures_sheet s WHERE s.period_id = node.period_id AND s.unit_id = node.unit_id)
    UNION ALL
    -- Totals of other children, which are whole only where nothing beneath them changed.
    SELECT node.parent_id, CASE WHEN own.unit_id IS NULL THEN place.parent_id END
    FROM figures_periodunit node
    JOIN restated source ON source.unit_id = node.parent_id
    LEFT JOIN figures_restatedplace place
      ON place.restatement_id = %(restatement)s AND place.unit_id = node.unit_id
    LEFT JOIN restated own ON own.unit_id = node.unit_id
    WHERE node.period_id = %(period)s AND node.has_children
)
SELECT source_id, min(unit_id) AS unit_id
FROM piece
GROUP BY source_id
HAVING min(unit_id) = max(unit_id) AND bool_and(unit_id IS NOT NULL)
