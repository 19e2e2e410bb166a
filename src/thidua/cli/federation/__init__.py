"""A federation as one JSON file: its shape, its reading, its writing. Described in docs/federation-format.md."""
