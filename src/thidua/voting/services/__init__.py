"""Changes of ballots: set-up, keys, roll, casting, written votes, count, minutes."""
