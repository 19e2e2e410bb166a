"""Pages of lists from files: uploaded, mapped, previewed, written, taken back."""
