-- The grants of a user today, with the units that they name, and those of whoever the user stands in for.
-- `only_root`: the grant's unit is the one root of the tree.
SELECT held.user_id AS holder, held.role, held.scope, held.unit_id AS unit, named.unit_id AS named,
    EXISTS (
        SELECT FROM org_placement root
        WHERE root.unit_id = held.unit_id AND root.parent_id IS NULL AND root.during @> %(today)s::date
    ) AND NOT EXISTS (
        SELECT FROM org_placement other
        WHERE other.unit_id <> held.unit_id AND other.parent_id IS NULL AND other.during @> %(today)s::date
    ) AS only_root
FROM access_grant held
LEFT JOIN access_grantunit named ON named.grant_id = held.id
WHERE held.during @> %(today)s::date
  AND (
    held.user_id = %(user)s
    OR held.user_id IN (
        SELECT lender.id
        FROM access_delegation delegation
        JOIN people_user lender ON lender.id = delegation.from_user_id AND lender.is_active
        WHERE delegation.to_user_id = %(user)s AND delegation.during @> %(today)s::date
    )
  )
