-- Mark the roll and keep the sealed vote, both or neither: no row when the voter has voted, is not on the roll, or
-- votes are not taken now.
WITH marked AS (
    UPDATE voting_voter voter
    SET voted_at = %(now)s,
        how = CASE WHEN voter.present AND ballot.place <> 'remote' THEN 'room' ELSE 'remote' END,
        token = %(token)s
    FROM voting_ballot ballot
    WHERE ballot.id = %(ballot)s AND voter.ballot_id = ballot.id AND voter.user_id = %(user)s
      AND voter.voted_at IS NULL AND ballot.state = 'open'
      AND (ballot.opens_at IS NULL OR ballot.opens_at <= %(now)s)
      AND (ballot.closes_at IS NULL OR ballot.closes_at > %(now)s)
      AND (ballot.place <> 'room' OR voter.present)
    RETURNING voter.id
)
INSERT INTO voting_sealedballot (id, ballot_id, envelope)
SELECT %(id)s, %(ballot)s, %(envelope)s FROM marked
