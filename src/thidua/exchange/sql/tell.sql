-- How many rows of a list a worker has done; answers whether the person has cancelled.
UPDATE exchange_intake
SET done = least(%(done)s, total)
WHERE id = %(intake)s
RETURNING cancelling
