-- The members with these identity numbers, each with the last span.
SELECT p.id AS member_id, p.person_id, p.identity_digest AS digest, h.full_name, h.search, p.birth_date, p.sex,
       p.identity_tail, p.phone_sealed, p.card_number, p.occupation, p.version,
       s.id AS span_id, s.unit_id, u.code AS unit_code, lower(s.during) AS since, upper(s.during) AS until,
       s.began, s.ended,
       (SELECT count(*) FROM members_membership x WHERE x.member_id = p.id) AS spans
FROM members_member p
JOIN people_person h ON h.id = p.person_id
JOIN LATERAL (
    SELECT x.* FROM members_membership x WHERE x.member_id = p.id ORDER BY lower(x.during) DESC LIMIT 1
) s ON TRUE
JOIN org_unit u ON u.id = s.unit_id
WHERE p.identity_digest = ANY (%(digests)s::bytea[])
