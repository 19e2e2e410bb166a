-- Of some units those that stand today, and with each the ended ones that it holds.
WITH standing AS MATERIALIZED (
    SELECT unit_id FROM org_lineage WHERE unit_id = ANY(%(starts)s) AND depth = 0 AND during @> %(today)s::date
)
SELECT unit_id AS start, unit_id AS unit FROM standing
UNION ALL
SELECT custody.holder_id, custody.unit_id FROM org_custody custody JOIN standing ON standing.unit_id = custody.holder_id
