"""Triggers that hold what was signed: the words from signing on, everything once a covenant is in force.

Who asks makes no difference; only voiding a signature before that is allowed, and going back to a draft.
"""

from django.db import migrations

PROTECT = """
CREATE FUNCTION covenants_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is final: what was signed is not changed', what USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION covenants_covenant_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'in_force' THEN
        PERFORM covenants_refuse('covenants_covenant ' || OLD.id);
    ELSIF TG_OP = 'UPDATE' AND OLD.state = 'signing' AND NEW.state IN ('signing', 'in_force')
        AND (OLD.cluster_id, OLD.number, OLD.title, OLD.preamble, OLD.digest, OLD.reference)
            IS DISTINCT FROM (NEW.cluster_id, NEW.number, NEW.title, NEW.preamble, NEW.digest, NEW.reference)
        OR TG_OP = 'UPDATE' AND OLD.state = 'signing' AND NEW.state IN ('signing', 'in_force')
        AND (OLD.amends_id, OLD.scheme_id, OLD.paper_id) IS DISTINCT FROM (NEW.amends_id, NEW.scheme_id, NEW.paper_id)
    THEN
        PERFORM covenants_refuse('covenants_covenant ' || OLD.id);
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER covenants_covenant_is_final BEFORE UPDATE OR DELETE ON covenants_covenant
    FOR EACH ROW EXECUTE FUNCTION covenants_covenant_is_final();

-- The state of the covenant that a row belongs to, by the table that the row stands in.
CREATE FUNCTION covenants_state_of(relation text, line jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT state FROM covenants_covenant WHERE id = CASE relation
        WHEN 'covenants_clause' THEN
            (SELECT covenant_id FROM covenants_article WHERE id = (line->>'article_id')::bigint)
        WHEN 'covenants_comment' THEN
            (SELECT covenant_id FROM covenants_article WHERE id = (line->>'article_id')::bigint)
        WHEN 'covenants_membertarget' THEN
            (SELECT a.covenant_id FROM covenants_clause c JOIN covenants_article a ON a.id = c.article_id
              WHERE c.id = (line->>'clause_id')::bigint)
        ELSE (line->>'covenant_id')::bigint
    END
$$;

CREATE FUNCTION covenants_words_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND covenants_state_of(TG_TABLE_NAME, to_jsonb(OLD)) = ANY (TG_ARGV)
        OR TG_OP <> 'DELETE' AND covenants_state_of(TG_TABLE_NAME, to_jsonb(NEW)) = ANY (TG_ARGV)
    THEN
        PERFORM covenants_refuse(TG_TABLE_NAME);
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER covenants_article_is_final BEFORE INSERT OR UPDATE OR DELETE ON covenants_article
    FOR EACH ROW EXECUTE FUNCTION covenants_words_are_final('signing', 'in_force');
CREATE TRIGGER covenants_clause_is_final BEFORE INSERT OR UPDATE OR DELETE ON covenants_clause
    FOR EACH ROW EXECUTE FUNCTION covenants_words_are_final('signing', 'in_force');
CREATE TRIGGER covenants_membertarget_is_final BEFORE INSERT OR UPDATE OR DELETE ON covenants_membertarget
    FOR EACH ROW EXECUTE FUNCTION covenants_words_are_final('signing', 'in_force');
CREATE TRIGGER covenants_entry_is_final BEFORE INSERT OR UPDATE OR DELETE ON covenants_entry
    FOR EACH ROW EXECUTE FUNCTION covenants_words_are_final('signing', 'in_force');
CREATE TRIGGER covenants_party_is_final BEFORE INSERT OR UPDATE OR DELETE ON covenants_party
    FOR EACH ROW EXECUTE FUNCTION covenants_words_are_final('signing', 'in_force');
CREATE TRIGGER covenants_comment_is_final BEFORE INSERT OR UPDATE OR DELETE ON covenants_comment
    FOR EACH ROW EXECUTE FUNCTION covenants_words_are_final('in_force');
CREATE TRIGGER covenants_opinion_is_final BEFORE INSERT OR UPDATE OR DELETE ON covenants_opinion
    FOR EACH ROW EXECUTE FUNCTION covenants_words_are_final('in_force');
CREATE TRIGGER covenants_signature_of_force BEFORE INSERT OR UPDATE OR DELETE ON covenants_signature
    FOR EACH ROW EXECUTE FUNCTION covenants_words_are_final('in_force');

CREATE FUNCTION covenants_signature_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL
        OR to_jsonb(OLD) - 'voided_at' - 'voided_because' <> to_jsonb(NEW) - 'voided_at' - 'voided_because'
    THEN
        PERFORM covenants_refuse('covenants_signature ' || OLD.id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER covenants_signature_is_final BEFORE UPDATE OR DELETE ON covenants_signature
    FOR EACH ROW EXECUTE FUNCTION covenants_signature_is_final();
"""
UNPROTECT = """
DROP TRIGGER covenants_signature_is_final ON covenants_signature;
DROP TRIGGER covenants_signature_of_force ON covenants_signature;
DROP TRIGGER covenants_opinion_is_final ON covenants_opinion;
DROP TRIGGER covenants_comment_is_final ON covenants_comment;
DROP TRIGGER covenants_party_is_final ON covenants_party;
DROP TRIGGER covenants_entry_is_final ON covenants_entry;
DROP TRIGGER covenants_membertarget_is_final ON covenants_membertarget;
DROP TRIGGER covenants_clause_is_final ON covenants_clause;
DROP TRIGGER covenants_article_is_final ON covenants_article;
DROP TRIGGER covenants_covenant_is_final ON covenants_covenant;
DROP FUNCTION covenants_signature_is_final();
DROP FUNCTION covenants_words_are_final();
DROP FUNCTION covenants_state_of(text, jsonb);
DROP FUNCTION covenants_covenant_is_final();
DROP FUNCTION covenants_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [("covenants", "0001_initial")]
    operations = [migrations.RunSQL(PROTECT, UNPROTECT)]
