"""Clusters of units that compete: seats, leads, duties, workspace, figures side by side, reviews."""
