-- Every total of a base period, with all readings that it was a part of: what is no longer collected leaves nothing behind.
WITH forgotten AS (
    DELETE FROM figures_basetotal t WHERE t.closes = %(closes)s AND t.period_id = %(period)s
)
DELETE FROM figures_total t
USING indicators_periodpart part, indicators_period p
WHERE part.base_id = %(period)s AND p.id = part.period_id AND t.closes = p.ends AND t.period_id = p.id
