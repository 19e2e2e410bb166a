-- Members, their persons and last spans as they are before a list changes them.
SELECT p.id AS member_id, h.id AS person_id, h.full_name, h.search, h.sort_key, p.birth_date, p.sex,
       coalesce(encode(p.identity_digest, 'hex'), '') AS digest, p.identity_sealed AS sealed, p.identity_tail AS tail,
       p.phone_sealed AS phone, p.card_number, p.occupation, p.version,
       s.id AS span_id, lower(s.during) AS since, upper(s.during) AS until, s.ended, s.ended_by,
       s.recorded_by_id, s.recorded_at
FROM unnest(%(members)s::bigint[], %(spans)s::bigint[]) AS w (member, span)
JOIN members_member p ON p.id = w.member
JOIN people_person h ON h.id = p.person_id
JOIN members_membership s ON s.id = w.span
