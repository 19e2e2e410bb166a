-- Where units stood just before a change of the tree.
SELECT DISTINCT ON (placement.unit_id) placement.unit_id, placement.parent_id
FROM org_placement placement
JOIN org_unit unit ON unit.id = placement.unit_id
WHERE unit.code = ANY(%(codes)s) AND lower(placement.during) < %(on)s
ORDER BY placement.unit_id, lower(placement.during) DESC
