"""What the events of the organisation say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "unit.founded": _("thành lập đơn vị %(name)s (%(about)s)"),
    "units.placed": _("thành lập %(units)s đơn vị cùng lúc"),
    "units.removed": _("bỏ %(units)s đơn vị vừa thành lập cùng lúc"),
    "unit.renamed": _("đổi tên đơn vị %(about)s từ «%(former)s» thành «%(name)s» từ ngày %(on)s"),
    "unit.moved": _("chuyển đơn vị %(about)s về dưới «%(under)s» từ ngày %(on)s"),
    "unit.ended": _("kết thúc đơn vị %(about)s từ ngày %(on)s: %(reason)s"),
    "unit.divided": _("tách một phần đơn vị %(about)s cho %(successors)s từ ngày %(on)s"),
    "unit.put_back": _("đưa đơn vị %(about)s về như trước thay đổi ngày %(on)s"),
    "area.assigned": _("giao địa bàn %(area)s cho đơn vị %(about)s từ ngày %(on)s"),
    "person.appointed": _("bổ nhiệm cán bộ tại đơn vị %(about)s"),
    "person.dismissed": _("kết thúc chức vụ của cán bộ tại đơn vị %(about)s"),
    # Recorded until lists of every kind went through `exchange`; logs still hold them.
    "unit_import.previewed": _("đọc danh sách đơn vị «%(about)s» gồm %(rows)s dòng"),
    "unit_import.committed": _("ghi danh sách «%(about)s» gồm %(units)s đơn vị"),
    "unit_import.undone": _("hoàn tác danh sách «%(about)s», bỏ %(units)s đơn vị"),
}
