-- The tree of a day, and for units that are founded only later the first place that they will have.
CREATE TEMPORARY TABLE fresh_places ON COMMIT DROP AS
WITH RECURSIVE placed AS (
    SELECT DISTINCT ON (unit_id) unit_id, parent_id
    FROM org_placement
    WHERE upper_inf(during) OR upper(during) > %(on)s
    ORDER BY unit_id, lower(during)
), tree AS (
    SELECT unit_id, NULL::bigint AS parent_id, 0 AS depth
    FROM placed
    WHERE parent_id IS NULL OR parent_id NOT IN (SELECT unit_id FROM placed)
    UNION ALL
    SELECT placed.unit_id, placed.parent_id, tree.depth + 1
    FROM tree JOIN placed ON placed.parent_id = tree.unit_id
)
SELECT unit_id, parent_id, depth::smallint AS depth FROM tree
