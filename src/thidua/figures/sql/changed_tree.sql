-- What a new writing changed in a base period's tree: units with the parent and the end that they had before.
SELECT node.unit_id, former.parent_id, coalesce(former.ended, false) AS ended, former.unit_id IS NULL AS added
FROM figures_periodunit node
LEFT JOIN former_tree former ON former.unit_id = node.unit_id
WHERE node.period_id = %(period)s
  AND (former.unit_id IS NULL OR (node.parent_id, node.ended) IS DISTINCT FROM (former.parent_id, former.ended))
