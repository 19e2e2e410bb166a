-- The journal row of a burst, unless a burst with its key is there already.
INSERT INTO figures_celledit (sheet_id, version, key, by_id, at, indicators, before, after, before_na, after_na)
VALUES (%(sheet)s, %(version)s, %(key)s, %(by)s, %(at)s, %(indicators)s::bigint[],
        %(before)s::bigint[], %(after)s::bigint[], %(before_na)s::boolean[], %(after_na)s::boolean[])
ON CONFLICT (sheet_id, key) DO NOTHING
