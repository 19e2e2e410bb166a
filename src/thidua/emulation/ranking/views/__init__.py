"""Pages of rankings: the result, the council's look behind it, a cluster's years."""
