-- Write what is known of members; the version says that somebody did.
UPDATE members_member p
SET birth_date = x.birth_date, sex = x.sex, identity_digest = decode(nullif(x.digest, ''), 'hex'),
    identity_sealed = x.sealed, identity_tail = x.tail, phone_sealed = x.phone, card_number = x.card_number,
    occupation = x.occupation, version = x.version
FROM jsonb_to_recordset(%(rows)s::jsonb) AS x (
    member bigint, birth_date date, sex text, digest text, sealed text, tail text, phone text, card_number text,
    occupation text, version integer
)
WHERE p.id = x.member
