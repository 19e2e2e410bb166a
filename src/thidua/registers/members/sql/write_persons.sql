-- Write the names of persons; what did not change stays unwritten.
UPDATE people_person h
SET full_name = x.full_name, search = x.search, sort_key = x.sort_key
FROM jsonb_to_recordset(%(rows)s::jsonb) AS x (person bigint, full_name text, search text, sort_key text)
WHERE h.id = x.person AND h.full_name <> x.full_name
