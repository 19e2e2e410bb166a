-- The units that grants reach from where they stand, each perhaps several times, and the ended ones that those hold.
-- One look-up for each way of reaching: below the root of a country a filter on depth would read every unit there is.
WITH reached AS (
    SELECT unit_id FROM org_lineage WHERE during @> %s::date AND ancestor_id = ANY(%s)
    UNION ALL
    SELECT unit_id FROM org_placement WHERE during @> %s::date AND parent_id = ANY(%s)
    UNION ALL
    SELECT unit_id FROM org_lineage WHERE during @> %s::date AND unit_id = ANY(%s) AND depth = 0
    UNION ALL
    SELECT ancestor_id FROM org_lineage WHERE during @> %s::date AND unit_id = ANY(%s)
)
SELECT unit_id FROM reached
UNION ALL
SELECT unit_id FROM org_custody WHERE holder_id IN (SELECT unit_id FROM reached)
