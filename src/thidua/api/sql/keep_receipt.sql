-- Keep the answer to a request, unless one with its key was first; waits while that one is still under way.
INSERT INTO api_receipt (user_id, key, request, answer, at)
VALUES (%(user)s, %(key)s, %(request)s, %(answer)s::jsonb, %(at)s)
ON CONFLICT (user_id, key) DO NOTHING
