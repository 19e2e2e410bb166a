-- Readings of some inner units for some periods, out of the base periods that each is made of:
-- flows add up, of stocks the base that ends with the period counts, missing stays missing.
WITH base AS (
    SELECT t.unit_id, t.period_id, t.block, t.basis, t.sums, t.with_value, t.received, t.expected
    FROM figures_basetotal t
    WHERE t.closes = ANY(%(closes)s) AND t.unit_id = ANY(%(units)s) AND t.block = ANY(%(blocks)s)
    UNION ALL
    SELECT l.unit_id, l.period_id, l.block, l.basis, l.sums, l.with_value, l.received, l.expected
    FROM figures_leaf_base l
    WHERE l.closes = ANY(%(closes)s) AND l.unit_id = ANY(%(units)s) AND l.block = ANY(%(blocks)s)
), counted AS (
    SELECT p.ends, part.period_id, base.unit_id, base.block, base.basis,
           base.sums, base.with_value, base.received, base.expected,
           part.within AND (k.over_time <> 'last' OR part.last) AS now,
           k.over_time <> 'last' OR part.last AS so_far
    FROM indicators_period p
    JOIN indicators_periodpart part ON part.period_id = p.id
    JOIN base ON base.period_id = part.base_id
    JOIN indicators_block k ON k.number = base.block
    WHERE p.id = ANY(%(periods)s)
)
INSERT INTO figures_total (closes, period_id, unit_id, block, basis, sums, to_date, with_value, received, expected, folded_at)
SELECT ends, period_id, unit_id, block, basis,
       ARRAY[@each(@combine(sums[#]) FILTER (WHERE now)::bigint)],
       ARRAY[@each(@combine(sums[#]) FILTER (WHERE so_far)::bigint)],
       ARRAY[@each(coalesce(sum(with_value[#]) FILTER (WHERE now), 0)::int)],
       ARRAY[@each(coalesce(sum(received[#]) FILTER (WHERE now), 0)::int)],
       ARRAY[@each(coalesce(sum(expected[#]) FILTER (WHERE now), 0)::int)],
       clock_timestamp()
FROM counted
GROUP BY ends, period_id, unit_id, block, basis
ON CONFLICT (closes, period_id, unit_id, block, basis) DO UPDATE
SET sums = excluded.sums, to_date = excluded.to_date, with_value = excluded.with_value,
    received = excluded.received, expected = excluded.expected, folded_at = excluded.folded_at
