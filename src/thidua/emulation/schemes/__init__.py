"""Point tables: edited as drafts, checked, tried on last year, published as immutable versions."""
