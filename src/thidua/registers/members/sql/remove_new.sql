-- Take members away with their persons and memberships.
WITH spans AS (
    DELETE FROM members_membership WHERE member_id = ANY (%(members)s::bigint[])
), gone AS (
    DELETE FROM members_member WHERE id = ANY (%(members)s::bigint[]) RETURNING person_id
)
DELETE FROM people_person WHERE id IN (SELECT person_id FROM gone)
