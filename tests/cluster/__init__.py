"""`make cluster-test`: the whole installation on several nodes, broken on purpose while people save."""
