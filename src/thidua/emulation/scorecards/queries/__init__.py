"""Questions to rounds and cards."""
