"""Reports as workbooks: the official forms going out, and what people typed into them coming back."""
