-- Tell some people one thing; who has been told it already is left out.
INSERT INTO notices_notice (user_id, kind, facts, link, key, at)
SELECT person.id, %(kind)s, %(facts)s::jsonb, %(link)s, %(key)s, %(at)s
FROM people_user person
WHERE person.id = ANY(%(users)s) AND person.is_active
ON CONFLICT (user_id, key) DO NOTHING
