-- What a unit's figure is made of, base period by base period since the start of the year: the unit's own cells,
-- the cells of children without children, the stored totals of other children, and a figure for the whole subtree.
WITH members AS (
    SELECT base.id AS base_id, base.ends, part.within, part.last, node.unit_id, node.has_children, node.ended,
           node.unit_id = %(unit)s AS own
    FROM indicators_periodpart part
    JOIN indicators_period base ON base.id = part.base_id
    JOIN figures_periodunit node ON node.period_id = base.id AND node.unit_id = %(unit)s
    WHERE part.period_id = %(period)s
    UNION ALL
    SELECT base.id, base.ends, part.within, part.last, node.unit_id, node.has_children, node.ended, false
    FROM indicators_periodpart part
    JOIN indicators_period base ON base.id = part.base_id
    JOIN figures_periodunit node ON node.period_id = base.id AND node.parent_id = %(unit)s
    WHERE part.period_id = %(period)s
), cells AS (
    SELECT m.base_id, m.within, m.last, m.unit_id, m.own, c.scope, s.id AS sheet_id,
           ARRAY(SELECT c.cells[p] FROM unnest(%(positions)s::int[]) WITH ORDINALITY AS w (p, n) ORDER BY n) AS numbers,
           coalesce((c.na >> (%(position)s - 1)) & 1 = 1, false) AS na,
           coalesce(mask.mask[%(position)s], 0) = 1 AND s.owed AS owed,
           row_number() OVER (PARTITION BY s.id ORDER BY c.scope) = 1 AS first_of_sheet
    FROM members m
    JOIN figures_sheet s ON s.period_id = m.base_id AND s.unit_id = m.unit_id
    LEFT JOIN indicators_formblock mask ON mask.version_id = s.form_version_id AND mask.block_id = %(block)s
    LEFT JOIN figures_sheetcells c
      ON c.closes = m.ends AND c.sheet_id = s.id AND c.block = %(block)s
     AND c.version = CASE %(basis)s WHEN 0 THEN s.official_version
                     ELSE coalesce(s.submitted_version, s.official_version) END
    JOIN indicators_block k ON k.number = %(block)s
    WHERE (m.own OR NOT m.has_children) AND NOT (m.ended AND k.over_time = 'last')
)
SELECT base_id, within, last, unit_id, own, coalesce(scope, 0) AS scope, sheet_id, numbers,
       (numbers[1] IS NOT NULL OR na)::int AS received, (owed AND first_of_sheet)::int AS expected, na
FROM cells
WHERE owed OR numbers[1] IS NOT NULL OR na
UNION ALL
SELECT m.base_id, m.within, m.last, m.unit_id, false, 0, NULL,
       ARRAY(SELECT t.sums[p] FROM unnest(%(positions)s::int[]) WITH ORDINALITY AS w (p, n) ORDER BY n),
       t.received[%(position)s], t.expected[%(position)s], false
FROM members m
JOIN figures_basetotal t
  ON t.closes = m.ends AND t.period_id = m.base_id AND t.unit_id = m.unit_id
 AND t.block = %(block)s AND t.basis = %(basis)s
WHERE m.has_children AND NOT m.own AND (t.expected[%(position)s] > 0 OR t.sums[%(position)s] IS NOT NULL)
