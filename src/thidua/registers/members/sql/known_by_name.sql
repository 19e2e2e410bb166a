-- The members whose last span is in one of these units and whose folded name stands beside it.
SELECT p.id AS member_id, p.person_id, p.identity_digest AS digest, h.full_name, h.search, p.birth_date, p.sex,
       p.identity_tail, p.phone_sealed, p.card_number, p.occupation, p.version,
       s.id AS span_id, s.unit_id, u.code AS unit_code, lower(s.during) AS since, upper(s.during) AS until,
       s.began, s.ended,
       (SELECT count(*) FROM members_membership x WHERE x.member_id = p.id) AS spans
FROM (
    SELECT DISTINCT m.member_id
    FROM members_membership m
    JOIN members_member q ON q.id = m.member_id
    JOIN people_person n ON n.id = q.person_id
    JOIN (SELECT DISTINCT unit, search FROM unnest(%(units)s::bigint[], %(names)s::text[]) AS w (unit, search)) w
        ON w.unit = m.unit_id AND w.search = n.search
) found
JOIN members_member p ON p.id = found.member_id
JOIN people_person h ON h.id = p.person_id
JOIN LATERAL (
    SELECT x.* FROM members_membership x WHERE x.member_id = p.id ORDER BY lower(x.during) DESC LIMIT 1
) s ON TRUE
JOIN org_unit u ON u.id = s.unit_id
WHERE s.unit_id = ANY (%(units)s::bigint[])
