"""What changes programmes, movements and registrations."""
