"""Changes of rounds and cards."""
