"""Official documents: content, layout, numbers, templates, Word and PDF, signatures. Knows no figure."""
