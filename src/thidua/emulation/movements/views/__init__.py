"""Pages of programmes and movements."""
