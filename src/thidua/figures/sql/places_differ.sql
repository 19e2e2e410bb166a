-- Whether the tree that a restatement stands in is another than `fresh_places`.
SELECT EXISTS (TABLE fresh_places EXCEPT SELECT unit_id, parent_id, depth FROM figures_restatedplace WHERE restatement_id = %(restatement)s)
    OR EXISTS (SELECT unit_id, parent_id, depth FROM figures_restatedplace WHERE restatement_id = %(restatement)s EXCEPT TABLE fresh_places)
    AS differ
