"""The project's catalogue and forms, which every test database begins with."""

from __future__ import annotations

from django.db import connection

from thidua.indicators.models import FormVersion
from thidua.indicators.queries import Catalogue, catalogue, clear_catalogue
from thidua.indicators.services import install_catalogue, install_forms
from thidua.reporting.queries.contents import contents_in


def installed() -> Catalogue:
    """The catalogue, put back when a test that commits has emptied the tables."""
    clear_catalogue()
    if not FormVersion.objects.exists():
        _empty_what_django_does_not_know()
        install_catalogue()
        install_forms()
        clear_catalogue()
        contents_in.cache_clear()
    return catalogue()


def _empty_what_django_does_not_know() -> None:
    """Cells and totals of a test that committed: Django empties only the tables that it manages."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE figures_sheetcells, figures_basetotal, figures_total")
