-- Take memberships away.
DELETE FROM members_membership WHERE id = ANY (%(spans)s::bigint[])
