-- The tree of a base period as it is before it is written anew; gone with the transaction.
CREATE TEMPORARY TABLE former_tree ON COMMIT DROP AS
SELECT unit_id, parent_id, has_children, ended FROM figures_periodunit WHERE period_id = %(period)s
