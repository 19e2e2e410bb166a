"""Reports that write themselves from accepted figures, and stay linked to them."""
