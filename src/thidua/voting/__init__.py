"""Secret and open ballots: rosters, keys, envelopes, counts and minutes. Knows no domain."""
