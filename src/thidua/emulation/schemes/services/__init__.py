"""What can be done with point tables."""
