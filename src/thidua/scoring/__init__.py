"""The arithmetic of point tables: schemes and results as data, points with their reasons. No database, no HTTP."""
