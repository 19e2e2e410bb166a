-- Write new members with their persons and first spans; the answer says by the number of a row what was made.
WITH listed AS MATERIALIZED (
    SELECT x.*,
           nextval(pg_get_serial_sequence('people_person', 'id')) AS person,
           nextval(pg_get_serial_sequence('members_member', 'id')) AS member,
           nextval(pg_get_serial_sequence('members_membership', 'id')) AS span
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS x (
        number integer, full_name text, search text, sort_key text, birth_date date, sex text, digest text,
        sealed text, tail text, phone text, card_number text, occupation text, unit bigint, began text, since date,
        until date, reason text
    )
), persons AS (
    INSERT INTO people_person (id, full_name, search, sort_key)
    SELECT person, full_name, search, sort_key FROM listed
), members AS (
    INSERT INTO members_member
        (id, person_id, birth_date, sex, identity_digest, identity_sealed, identity_tail, phone_sealed, card_number,
         occupation, version)
    SELECT member, person, birth_date, sex, decode(nullif(digest, ''), 'hex'), sealed, tail, phone, card_number,
           occupation, 1
    FROM listed
), spans AS (
    INSERT INTO members_membership
        (id, member_id, unit_id, during, began, began_by, ended, ended_by, recorded_by_id, recorded_at)
    SELECT span, member, unit, daterange(since, until), began, '', reason, '', %(by)s, %(at)s FROM listed
)
SELECT number, member, span FROM listed
