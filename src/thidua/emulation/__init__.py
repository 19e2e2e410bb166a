"""Emulation, one package each: from what is asked of units to who comes first."""
