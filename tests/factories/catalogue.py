"""The project's catalogue and forms, which every test database begins with."""

from __future__ import annotations

from django.db import connection
from pytest_django import DjangoDbBlocker

from thidua.indicators.models import FormVersion
from thidua.indicators.queries import Catalogue, cached, catalogue, clear_catalogue
from thidua.indicators.services import install_catalogue, install_forms
from thidua.reporting.queries.contents import contents_in


def installed() -> Catalogue:
    """The catalogue; put back where somebody has emptied the tables."""
    if not FormVersion.objects.exists():
        _empty_what_django_does_not_know()
        install_catalogue()
        install_forms()
        clear_catalogue()
    return catalogue()


_known: Catalogue | None = None


def after_a_test(database: DjangoDbBlocker, *, emptied: bool, needed: bool) -> None:
    """Put catalogue and forms back where a test has emptied the tables; read again what was changed.

    Reading the catalogue takes as long as a small test: it is kept from test to test. One that a test read or let
    go may hold what was rolled back since. A next test that empties the tables as well puts back what it needs.
    """
    global _known  # noqa: PLW0603  one catalogue per process is the point
    contents_in.cache_clear()
    if not emptied and cached._cached is _known:
        return
    clear_catalogue()
    _known = None
    if needed or not emptied:
        with database.unblock():
            _known = installed() if emptied else catalogue()


def _empty_what_django_does_not_know() -> None:
    """Cells and totals of a test that committed: Django empties only the tables that it manages."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE figures_sheetcells, figures_basetotal, figures_total")
