"""Changes to the catalogue, to periods and to forms."""

from thidua.indicators.services.catalogue import install_catalogue
from thidua.indicators.services.deadlines import set_level_deadline
from thidua.indicators.services.forms import install_forms, publish_form_version
from thidua.indicators.services.periods import ensure_periods, set_cut_off

__all__ = [
    "ensure_periods",
    "install_catalogue",
    "install_forms",
    "publish_form_version",
    "set_cut_off",
    "set_level_deadline",
]
