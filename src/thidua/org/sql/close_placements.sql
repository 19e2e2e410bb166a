-- The last places of units end on a day; what a place no longer counts becomes the empty range.
UPDATE org_placement
SET during = daterange(lower(during), %(on)s::date),
    counts = CASE WHEN lower(counts) < %(counts_from)s::date
                  THEN daterange(lower(counts), %(counts_from)s::date) ELSE 'empty' END
WHERE id = ANY (%(placements)s::bigint[])
