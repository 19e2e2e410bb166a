-- The units of today that bear one of these codes (in any case), or one of these names or short names as plain words.
SELECT w.text, p.unit_id, u.code, p.short_name, p.kind, lower(u.code) = w.code AS by_code,
       u.dissolved_on IS NOT NULL AS ending
FROM unnest(%(texts)s::text[], %(codes)s::text[], %(words)s::text[]) AS w (text, code, words)
JOIN org_unit u ON lower(u.code) = w.code
JOIN org_placement p ON p.unit_id = u.id AND p.during @> %(today)s::date
UNION ALL
SELECT w.text, p.unit_id, u.code, p.short_name, p.kind, FALSE, u.dissolved_on IS NOT NULL
FROM unnest(%(texts)s::text[], %(codes)s::text[], %(words)s::text[]) AS w (text, code, words)
JOIN org_placement p
    ON p.during @> %(today)s::date
    AND w.words <> ''
    AND (split_part(p.search, ' | ', 1) = w.words OR split_part(p.search, ' | ', 2) = w.words)
JOIN org_unit u ON u.id = p.unit_id
