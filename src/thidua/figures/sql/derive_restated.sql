-- Readings of some units for some periods in a restatement's tree, as `derive` makes the ordinary ones: base periods in
-- which the unit is made of other values are read from what is stored for the restatement, all others as they are.
WITH part AS MATERIALIZED (
    SELECT part.period_id, p.ends, part.base_id, part.within, part.last,
           min(part.period_id) OVER alike AS first_alike, part.period_id = min(part.period_id) OVER alike AS is_first
    FROM indicators_period p
    JOIN indicators_periodpart part ON part.period_id = p.id
    JOIN LATERAL (
        SELECT array_agg(base_id ORDER BY base_id) AS bases FROM indicators_periodpart WHERE period_id = p.id
    ) made_of ON true
    WHERE p.id = ANY(%(periods)s)
    WINDOW alike AS (PARTITION BY p.ends, made_of.bases)
), readings AS MATERIALIZED (
    SELECT DISTINCT u.unit_id, part.period_id
    FROM part
    JOIN figures_restatedunit u
      ON u.restatement_id = %(restatement)s AND u.period_id = part.base_id AND u.unit_id = ANY(%(units)s)
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
), since_start AS (
    SELECT part.period_id, base.unit_id, base.block, base.basis,
           ARRAY[@each(@combine(base.sums[#]) FILTER (WHERE k.over_time <> 'last' OR part.last)::bigint)] AS to_date
    FROM base
    JOIN part ON part.base_id = base.period_id AND part.is_first
    JOIN indicators_block k ON k.number = base.block
    GROUP BY part.period_id, base.unit_id, base.block, base.basis
), inside AS (
    SELECT part.period_id, base.unit_id, base.block, base.basis,
           ARRAY[@each(@combine(base.sums[#])::bigint)] AS sums,
           ARRAY[@each(sum(base.with_value[#])::int)] AS with_value,
           ARRAY[@each(sum(base.received[#])::int)] AS received,
           ARRAY[@each(sum(base.expected[#])::int)] AS expected
    FROM base
    JOIN part ON part.base_id = base.period_id AND part.within
    JOIN indicators_block k ON k.number = base.block AND (k.over_time <> 'last' OR part.last)
    GROUP BY part.period_id, base.unit_id, base.block, base.basis
), alike AS (
    SELECT DISTINCT period_id, first_alike FROM part
), halves AS (
    SELECT alike.period_id, since_start.unit_id, since_start.block, since_start.basis, since_start.to_date,
           NULL::bigint[] AS sums, NULL::int[] AS with_value, NULL::int[] AS received, NULL::int[] AS expected
    FROM since_start
    JOIN alike ON alike.first_alike = since_start.period_id
    UNION ALL
    SELECT period_id, unit_id, block, basis, NULL, sums, with_value, received, expected
    FROM inside
)
INSERT INTO figures_restatedtotal
    (restatement_id, period_id, unit_id, block, basis, sums, to_date, with_value, received, expected)
SELECT %(restatement)s, period_id, unit_id, block, basis,
       coalesce(any_value(sums), array_fill(NULL::bigint, ARRAY[64])), any_value(to_date),
       coalesce(any_value(with_value), array_fill(0, ARRAY[64])),
       coalesce(any_value(received), array_fill(0, ARRAY[64])),
       coalesce(any_value(expected), array_fill(0, ARRAY[64]))
FROM halves
WHERE (unit_id, period_id) IN (SELECT unit_id, period_id FROM readings)
GROUP BY period_id, unit_id, block, basis
