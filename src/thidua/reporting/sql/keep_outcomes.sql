-- What became of cells of a file when they were written or taken back.
UPDATE reporting_uploadcell cell
SET saved = said.saved, chosen = said.chosen, verdict = said.verdict, sentence = said.sentence,
    before_number = said.before_number, before_na = said.before_na
FROM unnest(%(cells)s::bigint[], %(saved)s::boolean[], %(chosen)s::boolean[], %(verdicts)s::text[],
            %(sentences)s::text[], %(numbers)s::bigint[], %(na)s::boolean[])
     AS said (id, saved, chosen, verdict, sentence, before_number, before_na)
WHERE cell.id = said.id
