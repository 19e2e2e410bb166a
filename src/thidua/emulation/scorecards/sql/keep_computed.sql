-- Lay computed points over the cards of a round, with what they were computed from.
UPDATE scorecards_card AS card
SET computed = new.computed, inputs = new.inputs, facts = new.facts, computed_at = %(at)s
FROM computed_card AS new
WHERE card.round_id = %(round)s AND card.unit_id = new.unit_id
