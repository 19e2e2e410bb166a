"""Changes of covenants: words, comments, the ceremony, confirmations."""
