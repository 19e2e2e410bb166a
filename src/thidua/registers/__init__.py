"""Registers of records, one package each; none imports another."""
