-- Let some grants hold until a day, the first on which they no longer do.
UPDATE access_grant SET during = daterange(lower(during), %(on)s::date) WHERE id = ANY(%(grants)s)
