-- Give grants the ends that they had before, none where there is no day.
UPDATE access_grant held
SET during = daterange(lower(held.during), before.until)
FROM unnest(%(grants)s::bigint[], %(untils)s::date[]) AS before (id, until)
WHERE held.id = before.id
