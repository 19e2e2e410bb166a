"""Pages of drafting: beginning a document, its page, its editor, what has changed."""
