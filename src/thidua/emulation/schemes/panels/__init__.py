"""The side panel of the editor: each part of a point table as people type it, and what is wrong with it."""
