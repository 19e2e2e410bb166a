-- An empty card for each unit that has none in the round.
INSERT INTO scorecards_card (
    round_id, unit_id, inputs, facts, counts, notes,
    computed, self_scored, cross_checked, lead_checked, verified, final
)
SELECT %(round)s, wanted.unit, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'
FROM unnest(%(units)s::bigint[]) AS wanted (unit)
ORDER BY wanted.unit
ON CONFLICT (round_id, unit_id) DO NOTHING
