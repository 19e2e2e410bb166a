"""The register of union members: who belongs where, since when, and why somebody left."""
