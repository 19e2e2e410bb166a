-- What committing made of some rows of a list, by their numbers; the arrays go in step.
UPDATE exchange_intakerow AS stored
SET saved = TRUE,
    about = made.about,
    before = made.before::jsonb
FROM unnest(%(numbers)s::integer[], %(abouts)s::bigint[], %(befores)s::text[]) AS made (number, about, before)
WHERE stored.intake_id = %(intake)s
  AND stored.number = made.number
