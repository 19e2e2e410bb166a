-- Mark the roll and keep a vote by name, both or neither, under the same conditions as a secret one.
WITH marked AS (
    UPDATE voting_voter voter
    SET voted_at = %(now)s,
        how = CASE WHEN voter.present AND ballot.place <> 'remote' THEN 'room' ELSE 'remote' END
    FROM voting_ballot ballot
    WHERE ballot.id = %(ballot)s AND voter.ballot_id = ballot.id AND voter.user_id = %(user)s
      AND voter.voted_at IS NULL AND ballot.state = 'open'
      AND (ballot.opens_at IS NULL OR ballot.opens_at <= %(now)s)
      AND (ballot.closes_at IS NULL OR ballot.closes_at > %(now)s)
      AND (ballot.place <> 'room' OR voter.present)
    RETURNING voter.id
)
INSERT INTO voting_openvote (voter_id, votes)
SELECT id, %(votes)s::jsonb FROM marked
