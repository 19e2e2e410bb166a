"""Questions about covenants: their words, who is still awaited, how clauses stand."""
