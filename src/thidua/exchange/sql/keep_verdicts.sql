-- What was judged of some rows of a list, by their numbers; the arrays go in step.
UPDATE exchange_intakerow AS stored
SET verdict = judged.verdict,
    flaws = judged.flaws::jsonb,
    changes = judged.changes::jsonb,
    about = judged.about
FROM unnest(
    %(numbers)s::integer[], %(verdicts)s::text[], %(flaws)s::text[], %(changes)s::text[], %(abouts)s::bigint[]
) AS judged (number, verdict, flaws, changes, about)
WHERE stored.intake_id = %(intake)s
  AND stored.number = judged.number
