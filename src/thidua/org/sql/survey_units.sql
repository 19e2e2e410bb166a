-- What a plan must know of the units that it names: the last place of each, and how far its history reaches.
SELECT u.id AS unit_id, u.code, last.id AS placement_id, last.parent_id, last.name, last.short_name,
       lower(last.during) AS since, upper(last.during) AS until, lower(last.counts) AS counts_since,
       history.begins, history.counts_from, greatest(given.last_day, taken.last_day) AS succession_on
FROM unnest(%(keys)s::text[]) AS named (key)
JOIN org_unit u ON lower(u.code) = named.key
CROSS JOIN LATERAL (
    SELECT * FROM org_placement p WHERE p.unit_id = u.id ORDER BY p.during DESC LIMIT 1
) last
CROSS JOIN LATERAL (
    SELECT min(lower(p.during)) AS begins, min(lower(p.counts)) AS counts_from
    FROM org_placement p WHERE p.unit_id = u.id
) history
LEFT JOIN LATERAL (
    SELECT max(s.on) AS last_day FROM org_succession s WHERE s.predecessor_id = u.id
) given ON true
LEFT JOIN LATERAL (
    SELECT max(s.on) AS last_day FROM org_succession s WHERE s.successor_id = u.id
) taken ON true
