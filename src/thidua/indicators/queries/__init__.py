"""Questions to the catalogue and to the forms."""

from .cached import Catalogue, UnknownIndicator, catalogue, clear_catalogue, indicator_by, refresh_catalogue

__all__ = ["Catalogue", "UnknownIndicator", "catalogue", "clear_catalogue", "indicator_by", "refresh_catalogue"]
