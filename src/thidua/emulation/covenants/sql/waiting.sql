-- What covenants wait for: by units that the person joins for, signs for or witnesses for, who is `user`.
-- As `covenants.services` refuse it: nothing is asked that they would not take.
WITH seats AS MATERIALIZED (
    SELECT s.cluster_id, s.unit_id, s.role = 'lead' AND s.unit_id = ANY(%(joins)s) AS leads
    FROM clusters_seat s
    WHERE s.during @> %(today)s::date AND s.unit_id = ANY(%(joins)s::bigint[] || %(signs)s::bigint[])
), open_ones AS MATERIALIZED (
    SELECT c.id, c.cluster_id, c.state, c.comment_until, cluster.owner_id
    FROM covenants_covenant c
    JOIN clusters_cluster cluster ON cluster.id = c.cluster_id
    WHERE c.state IN ('commenting', 'agreed', 'signing')
      AND (c.cluster_id IN (SELECT cluster_id FROM seats) OR cluster.owner_id = ANY(%(witnesses)s))
), found AS (
    SELECT c.id, 'opinion' AS what, s.unit_id, c.comment_until AS due
    FROM open_ones c
    JOIN seats s ON s.cluster_id = c.cluster_id AND s.unit_id = ANY(%(joins)s)
    WHERE c.state = 'commenting'
      AND NOT EXISTS (SELECT FROM covenants_opinion o WHERE o.covenant_id = c.id AND o.unit_id = s.unit_id)
    UNION ALL
    SELECT c.id, CASE WHEN said.objecting THEN 'revise' ELSE 'settle' END, s.unit_id, c.comment_until
    FROM open_ones c
    JOIN seats s ON s.cluster_id = c.cluster_id AND s.leads
    JOIN LATERAL (
        SELECT bool_or(NOT o.agrees) AS objecting
        FROM clusters_seat member
        LEFT JOIN covenants_opinion o ON o.covenant_id = c.id AND o.unit_id = member.unit_id
        WHERE member.cluster_id = c.cluster_id AND member.during @> %(today)s::date
        HAVING bool_and(o.id IS NOT NULL)
    ) said ON TRUE
    WHERE c.state = 'commenting'
    UNION ALL
    SELECT c.id, 'open', s.unit_id, NULL
    FROM open_ones c
    JOIN seats s ON s.cluster_id = c.cluster_id AND s.leads
    WHERE c.state = 'agreed'
    UNION ALL
    SELECT c.id, 'sign', s.unit_id, NULL
    FROM open_ones c
    JOIN seats s ON s.cluster_id = c.cluster_id AND s.unit_id = ANY(%(signs)s)
    JOIN covenants_party p ON p.covenant_id = c.id AND p.unit_id = s.unit_id
    WHERE c.state = 'signing' AND NOT EXISTS (
        SELECT FROM covenants_signature g
        WHERE g.covenant_id = c.id AND g.unit_id = p.unit_id AND g.role = 'member' AND g.voided_at IS NULL
    )
    UNION ALL
    SELECT c.id, 'witness', c.owner_id, NULL
    FROM open_ones c
    WHERE c.state = 'signing' AND c.owner_id = ANY(%(witnesses)s)
      AND NOT EXISTS (
        SELECT FROM covenants_signature g WHERE g.covenant_id = c.id AND g.by_id = %(user)s AND g.voided_at IS NULL
      )
      AND NOT EXISTS (
        SELECT FROM covenants_party p
        WHERE p.covenant_id = c.id AND NOT EXISTS (
            SELECT FROM covenants_signature g
            WHERE g.covenant_id = c.id AND g.unit_id = p.unit_id AND g.role = 'member' AND g.voided_at IS NULL
        )
      )
)
SELECT found.what, found.id AS covenant_id, c.cluster_id, c.reference, c.number, c.title, found.unit_id, found.due
FROM found
JOIN covenants_covenant c ON c.id = found.id
JOIN org_unit unit ON unit.id = found.unit_id
ORDER BY found.id, unit.code, found.what
