"""Questions about reports, by noun: checks, entry, inbox."""
