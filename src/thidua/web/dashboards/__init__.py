"""Pages that read figures: a unit, an area, a meeting, a comparison, a figure; their tables, charts and files."""
