-- Begin spans of members who are in the register already; the answer says by the number of a row what was made.
WITH listed AS MATERIALIZED (
    SELECT x.*, nextval(pg_get_serial_sequence('members_membership', 'id')) AS span
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS x (
        number integer, member bigint, unit bigint, began text, since date, until date, reason text
    )
), spans AS (
    INSERT INTO members_membership
        (id, member_id, unit_id, during, began, began_by, ended, ended_by, recorded_by_id, recorded_at)
    SELECT span, member, unit, daterange(since, until), began, '', reason, '', %(by)s, %(at)s FROM listed
)
SELECT number, member, span FROM listed
