"""Covenants: drafted, commented on, agreed, signed by every member, witnessed and then immutable."""
