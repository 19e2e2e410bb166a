-- What rounds wait for a person to do, who is `user`: by units that she joins for, manages, verifies for or concludes
-- for. As `standing.RoundStanding` permits it: nobody checks or settles what she scored for its own unit herself.
-- `areas`: where she verifies alone, the work areas whose departments give points, '' of criteria that name none.
-- `goes_on`: every card of the step is in, or its last day is over, and she may take the round to the next one.
WITH led AS MATERIALIZED (
    SELECT seat.cluster_id
    FROM clusters_seat seat
    WHERE seat.unit_id = ANY(%(joins)s) AND seat.during @> %(today)s::date AND seat.role <> 'member'
), found AS (
    SELECT r.id, r.self_until AS until, card.unit_id, NULL::text[] AS areas, FALSE AS goes_on
    FROM scorecards_card card
    JOIN scorecards_round r ON r.id = card.round_id AND r.state = 'self' AND r.work = ''
    WHERE card.unit_id = ANY(%(joins)s) AND card.self_submitted_at IS NULL
    UNION ALL
    SELECT r.id, r.cross_until, pair.checked_id, NULL, FALSE
    FROM scorecards_crosscheck pair
    JOIN scorecards_round r ON r.id = pair.round_id AND r.state = 'cross'
    JOIN scorecards_card card
      ON card.round_id = r.id AND card.unit_id = pair.checked_id AND card.cross_submitted_at IS NULL
    WHERE pair.checker_id = ANY(%(joins)s) AND NOT pair.checked_id = ANY(%(joins)s)
      AND card.self_submitted_by_id IS DISTINCT FROM %(user)s
      AND NOT EXISTS (
        SELECT FROM scorecards_pointchange change
        WHERE change.card_id = card.id AND change.stage = 'self' AND change.by_id = %(user)s
      )
    UNION ALL
    SELECT r.id, step.until, NULL, NULL, TRUE
    FROM scorecards_round r
    JOIN LATERAL (
        SELECT CASE r.state WHEN 'self' THEN r.self_until ELSE r.cross_until END AS until
    ) step ON TRUE
    WHERE r.state IN ('self', 'cross') AND r.work = ''
      AND (r.owner_id = ANY(%(manages)s) OR (
        r.cluster_id IN (SELECT cluster_id FROM led) AND NOT (r.state = 'self' AND EXISTS (
            SELECT FROM scorecards_card card
            WHERE card.round_id = r.id AND card.unit_id = ANY(%(joins)s) AND card.self_submitted_at IS NULL
        ))
      ))
      AND (step.until < %(today)s OR NOT EXISTS (
        SELECT FROM scorecards_card card
        WHERE card.round_id = r.id AND CASE r.state
            WHEN 'self' THEN card.self_submitted_at IS NULL
            ELSE card.cross_submitted_at IS NULL AND EXISTS (
                SELECT FROM scorecards_crosscheck pair
                WHERE pair.round_id = r.id AND pair.checked_id = card.unit_id
            )
        END
      ))
    UNION ALL
    SELECT r.id, r.recheck_until, NULL, CASE WHEN NOT runs.it THEN ARRAY(
        SELECT coalesce(criterion ->> 'area', '')
        FROM jsonb_path_query(version.content, '$.**.criteria[*] ? (@.scorer == "department")') AS criterion
    ) END, FALSE
    FROM scorecards_round r
    JOIN schemes_schemeversion version ON version.id = r.scheme_id
    JOIN LATERAL (
        SELECT r.owner_id = ANY(%(manages)s) OR coalesce(r.cluster_id IN (SELECT cluster_id FROM led), FALSE) AS it
    ) runs ON runs.it OR r.owner_id = ANY(%(verifies)s)
    WHERE r.state = 'recheck'
    UNION ALL
    SELECT r.id, NULL, NULL, NULL, FALSE
    FROM scorecards_round r
    WHERE r.state = 'frozen' AND r.owner_id = ANY(%(concludes)s)
      AND NOT EXISTS (
        SELECT FROM scorecards_card card
        WHERE card.round_id = r.id AND (
            card.unit_id = ANY(%(joins)s) OR card.self_submitted_by_id = %(user)s OR EXISTS (
                SELECT FROM scorecards_pointchange change
                WHERE change.card_id = card.id AND change.stage = 'self' AND change.by_id = %(user)s
            )
        )
      )
)
SELECT r.id AS round_id, r.owner_id, r.reference, r.name, r.state, found.until, coalesce(unit.code, '') AS unit,
    found.areas, found.goes_on
FROM found
JOIN scorecards_round r ON r.id = found.id
LEFT JOIN org_unit unit ON unit.id = found.unit_id
ORDER BY found.until NULLS LAST, r.id, unit.code
