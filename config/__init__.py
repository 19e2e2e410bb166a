"""Configuration of the Django project; it imports thidua and is never imported by it."""
