"""One module per command; `thidua.cli.main` lists them."""
