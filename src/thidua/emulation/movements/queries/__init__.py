"""What is asked of programmes, movements and registrations."""
