"""Pages of the catalogue: everybody reads it, administrators of the whole system edit it."""
