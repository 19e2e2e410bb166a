-- Members of each unit on the last day of a span, and who came and left within it, women apart.
SELECT
    unit_id,
    count(*) FILTER (WHERE there) AS members,
    count(*) FILTER (WHERE there AND woman) AS women,
    count(*) FILTER (WHERE began = 'admitted' AND since BETWEEN %(starts)s::date AND %(ends)s::date) AS admitted,
    count(*) FILTER (WHERE began = 'admitted' AND woman AND since BETWEEN %(starts)s::date AND %(ends)s::date)
        AS admitted_women,
    count(*) FILTER (WHERE began = 'transferred' AND since BETWEEN %(starts)s::date AND %(ends)s::date) AS came,
    count(*) FILTER (WHERE ended = 'transferred' AND until BETWEEN %(starts)s::date AND %(ends)s::date) AS went,
    count(*) FILTER (WHERE ended NOT IN ('', 'transferred') AND until BETWEEN %(starts)s::date AND %(ends)s::date)
        AS "left"
FROM (
    SELECT m.unit_id, m.began, m.ended, p.sex = 'female' AS woman, m.during @> %(ends)s::date AS there,
           lower(m.during) AS since, upper(m.during) AS until
    FROM members_membership m
    JOIN members_member p ON p.id = m.member_id
    WHERE m.unit_id = ANY (%(units)s::bigint[])
      AND lower(m.during) <= %(ends)s::date
      AND (upper_inf(m.during) OR upper(m.during) >= %(starts)s::date)
) spans
GROUP BY unit_id
