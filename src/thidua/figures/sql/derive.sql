-- Readings of some inner units for some periods, out of the base periods that each is made of:
-- flows add up, of stocks the base that ends with the period counts, missing stays missing.
-- Periods that are made of the same bases (a quarter and its last month) share what adds up since the year began.
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
), base AS (
    SELECT t.unit_id, t.period_id, t.block, t.basis, t.sums, t.with_value, t.received, t.expected
    FROM figures_basetotal t
    WHERE t.closes = ANY(%(closes)s) AND t.unit_id = ANY(%(units)s) AND t.block = ANY(%(blocks)s)
    UNION ALL
    SELECT l.unit_id, l.period_id, l.block, l.basis, l.sums, l.with_value, l.received, l.expected
    FROM figures_leaf_base l
    WHERE l.closes = ANY(%(closes)s) AND l.unit_id = ANY(%(units)s) AND l.block = ANY(%(blocks)s)
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
    SELECT DISTINCT period_id, ends, first_alike FROM part
), halves AS (
    -- Put together by grouping: joined, a planner that expects few rows compares each with every other.
    SELECT alike.period_id, since_start.unit_id, since_start.block, since_start.basis, since_start.to_date,
           NULL::bigint[] AS sums, NULL::int[] AS with_value, NULL::int[] AS received, NULL::int[] AS expected
    FROM since_start
    JOIN alike ON alike.first_alike = since_start.period_id
    UNION ALL
    SELECT period_id, unit_id, block, basis, NULL, sums, with_value, received, expected
    FROM inside
)
INSERT INTO figures_total (closes, period_id, unit_id, block, basis, sums, to_date, with_value, received, expected, folded_at)
SELECT p.ends, halves.period_id, halves.unit_id, halves.block, halves.basis,
       coalesce(any_value(halves.sums), array_fill(NULL::bigint, ARRAY[64])), any_value(halves.to_date),
       coalesce(any_value(halves.with_value), array_fill(0, ARRAY[64])),
       coalesce(any_value(halves.received), array_fill(0, ARRAY[64])),
       coalesce(any_value(halves.expected), array_fill(0, ARRAY[64])),
       clock_timestamp()
FROM halves
JOIN indicators_period p ON p.id = halves.period_id
GROUP BY p.ends, halves.period_id, halves.unit_id, halves.block, halves.basis
ON CONFLICT (closes, period_id, unit_id, block, basis) DO UPDATE
SET sums = excluded.sums, to_date = excluded.to_date, with_value = excluded.with_value,
    received = excluded.received, expected = excluded.expected, folded_at = excluded.folded_at
