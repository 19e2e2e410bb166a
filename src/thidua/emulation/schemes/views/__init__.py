"""Pages of point tables."""
