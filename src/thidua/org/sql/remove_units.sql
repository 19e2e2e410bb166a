-- Units that nothing stands on any more, with their places and what is derived from these.
WITH closure AS (
    DELETE FROM org_lineage WHERE unit_id = ANY (%(units)s::bigint[])
),
held AS (
    DELETE FROM org_custody WHERE unit_id = ANY (%(units)s::bigint[])
),
places AS (
    DELETE FROM org_placement WHERE unit_id = ANY (%(units)s::bigint[])
)
DELETE FROM org_unit WHERE id = ANY (%(units)s::bigint[])
