"""The command line, and the launcher of everything that runs."""
