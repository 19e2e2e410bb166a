-- Every grant of an account in use that has to do with a unit today, and how many levels below the grant's unit it
-- stands: like standing.sql, the other way round. Grants of units below, which only look up the line, are counted
-- by role instead: `user_id` is null and `held` says how many accounts there are.
WITH stand AS MATERIALIZED (
    SELECT %(unit)s::bigint AS unit_id
    UNION
    SELECT holder_id FROM org_custody WHERE unit_id = %(unit)s
), grants AS MATERIALIZED (
    SELECT granted.id, granted.user_id, granted.role, granted.scope, granted.areas, granted.unit_id
    FROM access_grant granted
    JOIN people_user account ON account.id = granted.user_id AND account.is_active
    WHERE granted.during @> %(today)s::date
)
SELECT grants.user_id, grants.role, grants.scope, grants.areas, grants.unit_id, lineage.depth::int AS distance,
       1::bigint AS held
FROM grants
JOIN org_lineage lineage ON lineage.ancestor_id = grants.unit_id AND lineage.during @> %(today)s::date
JOIN stand ON stand.unit_id = lineage.unit_id
UNION ALL
SELECT grants.user_id, grants.role, grants.scope, grants.areas, named.unit_id, NULL, 1
FROM grants
JOIN access_grantunit named ON named.grant_id = grants.id
JOIN org_lineage lineage
  ON lineage.unit_id = named.unit_id AND lineage.depth = 0 AND lineage.during @> %(today)s::date
JOIN stand ON stand.unit_id = named.unit_id
UNION ALL
SELECT NULL, grants.role, 'subtree', '{}', NULL, -1, count(DISTINCT grants.user_id)
FROM grants
JOIN org_lineage lineage
  ON lineage.unit_id = grants.unit_id AND lineage.depth > 0 AND lineage.during @> %(today)s::date
JOIN stand ON stand.unit_id = lineage.ancestor_id
GROUP BY grants.role
UNION ALL
SELECT grants.user_id, grants.role, grants.scope, grants.areas, grants.unit_id, 32767, 1
FROM grants
JOIN org_placement root
  ON root.unit_id = grants.unit_id AND root.parent_id IS NULL AND root.during @> %(today)s::date
WHERE NOT EXISTS (
    SELECT FROM org_placement other
    WHERE other.parent_id IS NULL AND other.during @> %(today)s::date AND other.unit_id <> root.unit_id
) AND NOT EXISTS (
    SELECT FROM org_lineage lineage JOIN stand ON stand.unit_id = lineage.unit_id
    WHERE lineage.ancestor_id = root.unit_id AND lineage.during @> %(today)s::date
)
