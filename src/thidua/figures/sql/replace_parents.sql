-- Units of a base period's tree back under the parents, and with the ends, that they had.
UPDATE figures_periodunit node
SET parent_id = former.parent_id, ended = former.ended
FROM unnest(%(units)s::bigint[], %(parents)s::bigint[], %(ended)s::boolean[]) AS former (unit_id, parent_id, ended)
WHERE node.period_id = %(period)s AND node.unit_id = former.unit_id
