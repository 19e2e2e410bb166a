-- Readings of some units for some periods in a restatement's tree, as `derive` makes the ordinary ones: base periods in
-- which the unit is made of other values are read from what is stored for the restatement, all others as they are.
WITH readings AS (
    SELECT DISTINCT u.unit_id, p.id AS period_id
    FROM indicators_period p
    JOIN indicators_periodpart part ON part.period_id = p.id
    JOIN figures_restatedunit u
      ON u.restatement_id = %(restatement)s AND u.period_id = part.base_id AND u.unit_id = ANY(%(units)s)
    WHERE p.id = ANY(%(periods)s)
), base AS (
    SELECT t.unit_id, t.period_id, t.block, t.basis, t.sums, t.with_value, t.received, t.expected
    FROM figures_restatedbasetotal t
    WHERE t.restatement_id = %(restatement)s AND t.unit_id = ANY(%(units)s) AND t.block = ANY(%(blocks)s)
      AND t.period_id = ANY(%(bases)s)
    UNION ALL
    SELECT t.unit_id, t.period_id, t.block, t.basis, t.sums, t.with_value, t.received, t.expected
    FROM figures_basetotal t
    WHERE t.closes = ANY(%(closes)s) AND t.unit_id = ANY(%(units)s) AND t.block = ANY(%(blocks)s)
      AND NOT EXISTS (
          SELECT FROM figures_restatedunit u
          WHERE u.restatement_id = %(restatement)s AND u.period_id = t.period_id AND u.unit_id = t.unit_id
      )
    UNION ALL
    SELECT l.unit_id, l.period_id, l.block, l.basis, l.sums, l.with_value, l.received, l.expected
    FROM figures_leaf_base l
    WHERE l.closes = ANY(%(closes)s) AND l.unit_id = ANY(%(units)s) AND l.block = ANY(%(blocks)s)
      AND NOT EXISTS (
          SELECT FROM figures_restatedunit u
          WHERE u.restatement_id = %(restatement)s AND u.period_id = l.period_id AND u.unit_id = l.unit_id
      )
), counted AS (
    SELECT readings.period_id, base.unit_id, base.block, base.basis,
           base.sums, base.with_value, base.received, base.expected,
           part.within AND (k.over_time <> 'last' OR part.last) AS now,
           k.over_time <> 'last' OR part.last AS so_far
    FROM readings
    JOIN indicators_periodpart part ON part.period_id = readings.period_id
    JOIN base ON base.period_id = part.base_id AND base.unit_id = readings.unit_id
    JOIN indicators_block k ON k.number = base.block
)
INSERT INTO figures_restatedtotal
    (restatement_id, period_id, unit_id, block, basis, sums, to_date, with_value, received, expected)
SELECT %(restatement)s, period_id, unit_id, block, basis,
       ARRAY[@each(@combine(sums[#]) FILTER (WHERE now)::bigint)],
       ARRAY[@each(@combine(sums[#]) FILTER (WHERE so_far)::bigint)],
       ARRAY[@each(coalesce(sum(with_value[#]) FILTER (WHERE now), 0)::int)],
       ARRAY[@each(coalesce(sum(received[#]) FILTER (WHERE now), 0)::int)],
       ARRAY[@each(coalesce(sum(expected[#]) FILTER (WHERE now), 0)::int)]
FROM counted
GROUP BY period_id, unit_id, block, basis
