-- One cell, only if it still holds what its editor saw.
UPDATE figures_sheetcells
SET cells[%(position)s] = %(after)s,
    na = CASE WHEN %(after_na)s THEN na | (1::bigint << (%(position)s - 1)) ELSE na & ~(1::bigint << (%(position)s - 1)) END
WHERE closes = %(closes)s AND sheet_id = %(sheet)s AND version = %(version)s AND block = %(block)s AND scope = %(scope)s
  AND cells[%(position)s] IS NOT DISTINCT FROM %(before)s::bigint
  AND ((na >> (%(position)s - 1)) & 1 = 1) = %(before_na)s
