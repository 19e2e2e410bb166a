-- What the frame of a page counts for a person: unread notices, and ballots by `voting.waiting.waiting_for`.
SELECT
    (SELECT count(*) FROM notices_notice WHERE user_id = %(user)s AND read_at IS NULL) AS notices,
    (
        SELECT count(*)
        FROM voting_voter voter
        JOIN voting_ballot ballot ON ballot.id = voter.ballot_id
        WHERE voter.user_id = %(user)s AND voter.voted_at IS NULL
          AND ballot.state = 'open' AND ballot.discarded_at IS NULL
          AND (ballot.opens_at IS NULL OR ballot.opens_at <= %(now)s)
          AND (ballot.closes_at IS NULL OR ballot.closes_at > %(now)s)
          AND (ballot.place <> 'room' OR voter.present)
    ) AS ballots
