"""Tags of the pages of point tables."""
