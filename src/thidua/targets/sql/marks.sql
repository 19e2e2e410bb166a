-- What stands beside the assigned targets of units in a year: the line of the ledger that set each, how often it was
-- adjusted, and the last answer to that line.
SELECT t.id AS target_id, t.unit_id, t.indicator_id, ledger.entry_id, ledger.adjustments,
       answer.kind AS response, coalesce(answer.reason, '') AS reason
FROM targets_target t
JOIN LATERAL (
    SELECT max(e.id) AS entry_id, count(*) FILTER (WHERE e.kind = 'adjusted') AS adjustments
    FROM targets_targetentry e
    WHERE e.target_id = t.id AND e.kind <> 'registered'
) ledger ON ledger.entry_id IS NOT NULL
LEFT JOIN LATERAL (
    SELECT r.kind, r.reason FROM targets_targetresponse r WHERE r.entry_id = ledger.entry_id ORDER BY r.id DESC LIMIT 1
) answer ON true
WHERE t.period_id = %(period)s AND t.unit_id = ANY(%(units)s) AND t.assigned IS NOT NULL
