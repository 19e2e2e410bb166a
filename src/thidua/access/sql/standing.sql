-- The grants of a user that have to do with a unit today, and how many levels below the grant's unit it
-- stands: 0 itself, 1 directly below, -1 above it. A null distance: the grant names the unit outright.
-- An ended unit stands wherever its holders stand. Grants of those whom the user stands in for count too;
-- `lender` names them.
WITH stand AS MATERIALIZED (
    SELECT %(unit)s::bigint AS unit_id
    UNION
    SELECT holder_id FROM org_custody WHERE unit_id = %(unit)s
), grants AS MATERIALIZED (
    SELECT id, role, scope, areas, unit_id, NULL::bigint AS lender
    FROM access_grant
    WHERE user_id = %(user)s AND during @> %(today)s::date
    UNION ALL
    SELECT lent.id, lent.role, lent.scope, lent.areas, lent.unit_id, lent.user_id
    FROM access_delegation delegation
    JOIN people_user lender ON lender.id = delegation.from_user_id AND lender.is_active
    JOIN access_grant lent ON lent.user_id = lender.id AND lent.during @> %(today)s::date
    WHERE delegation.to_user_id = %(user)s AND delegation.during @> %(today)s::date
)
SELECT grants.role, grants.scope, grants.areas, lineage.depth::int AS distance, grants.lender
FROM grants
JOIN org_lineage lineage ON lineage.ancestor_id = grants.unit_id AND lineage.during @> %(today)s::date
JOIN stand ON stand.unit_id = lineage.unit_id
UNION ALL
SELECT grants.role, grants.scope, grants.areas, -1, grants.lender
FROM grants
JOIN org_lineage lineage
  ON lineage.unit_id = grants.unit_id AND lineage.depth > 0 AND lineage.during @> %(today)s::date
JOIN stand ON stand.unit_id = lineage.ancestor_id
UNION ALL
SELECT grants.role, grants.scope, grants.areas, NULL, grants.lender
FROM grants
JOIN access_grantunit named ON named.grant_id = grants.id
JOIN org_lineage lineage
  ON lineage.unit_id = named.unit_id AND lineage.depth = 0 AND lineage.during @> %(today)s::date
JOIN stand ON stand.unit_id = named.unit_id
UNION ALL
-- A grant at the only root reaches every unit, also one that stands nowhere today: far below, but never
-- "directly below".
SELECT grants.role, grants.scope, grants.areas, 32767, grants.lender
FROM grants
JOIN org_placement root
  ON root.unit_id = grants.unit_id AND root.parent_id IS NULL AND root.during @> %(today)s::date
WHERE NOT EXISTS (
    SELECT FROM org_placement other
    WHERE other.parent_id IS NULL AND other.during @> %(today)s::date AND other.unit_id <> root.unit_id
)
