"""Changes of reports, by noun: periods, entry, workflow, history."""
