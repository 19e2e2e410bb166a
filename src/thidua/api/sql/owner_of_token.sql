-- The token with a digest, if it opens the door now, and the user that it acts for.
SELECT token.id AS token_id, token.last_used_on, u.id AS user_id, u.username, u.person_id
FROM api_apitoken token
JOIN people_user u ON u.id = token.user_id AND u.is_active
WHERE token.digest = %(digest)s AND token.revoked_at IS NULL AND token.expires_at > %(now)s
