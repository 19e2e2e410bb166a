-- Of the members that a list wrote, those that are no longer as it left them: the names, or none where one is gone.
SELECT coalesce(h.full_name, '') AS full_name
FROM jsonb_to_recordset(%(rows)s::jsonb) AS x (member bigint, version integer, span bigint, at timestamptz, spans integer)
LEFT JOIN members_member p ON p.id = x.member
LEFT JOIN people_person h ON h.id = p.person_id
LEFT JOIN LATERAL (
    SELECT m.id, m.recorded_at FROM members_membership m WHERE m.member_id = p.id ORDER BY lower(m.during) DESC LIMIT 1
) s ON TRUE
WHERE p.id IS NULL
   OR p.version <> x.version
   OR s.id IS DISTINCT FROM x.span
   OR s.recorded_at IS DISTINCT FROM x.at
   OR (SELECT count(*) FROM members_membership m WHERE m.member_id = p.id) <> x.spans
ORDER BY h.sort_key
