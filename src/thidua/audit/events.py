"""The sentences of this app's own events."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {"personal.erased": _("xóa dữ liệu cá nhân của %(events)s sự việc trong nhật ký")}
