"""Changes of rankings: drawn up from cards, settled by the council, decided, published."""
