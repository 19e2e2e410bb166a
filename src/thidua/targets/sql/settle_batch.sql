-- Bring the standing amounts along with the lines of a batch, which has at most one of each kind of amount per target.
UPDATE targets_target t
SET assigned = CASE WHEN line.assigns THEN line.assigned ELSE t.assigned END,
    registered = CASE WHEN line.registers THEN line.registered ELSE t.registered END
FROM (
    SELECT target_id,
           bool_or(kind <> 'registered') AS assigns, max(amount) FILTER (WHERE kind <> 'registered') AS assigned,
           bool_or(kind = 'registered') AS registers, max(amount) FILTER (WHERE kind = 'registered') AS registered
    FROM targets_targetentry
    WHERE batch = %(batch)s
    GROUP BY target_id
) line
WHERE t.id = line.target_id
