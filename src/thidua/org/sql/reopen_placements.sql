-- The last places of units go on again without end, and count from the day from which they counted.
UPDATE org_placement p
SET during = daterange(lower(p.during), NULL), counts = daterange(r.counts_since, NULL)
FROM unnest(%(placements)s::bigint[], %(counts)s::date[]) AS r (id, counts_since)
WHERE p.id = r.id
