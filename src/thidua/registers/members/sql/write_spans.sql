-- Write the days of memberships and why they ended.
UPDATE members_membership s
SET during = daterange(x.since, x.until), ended = x.ended, ended_by = x.ended_by,
    recorded_by_id = x.recorded_by, recorded_at = x.recorded_at
FROM jsonb_to_recordset(%(rows)s::jsonb) AS x (
    span bigint, since date, until date, ended text, ended_by text, recorded_by bigint, recorded_at timestamptz
)
WHERE s.id = x.span
