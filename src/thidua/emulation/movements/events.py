"""What the events of programmes and movements say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "programme.added": _("lập chương trình «%(about)s»"),
    "programme.edited": _("sửa chương trình «%(about)s»"),
    "programme.deleted": _("xóa chương trình «%(about)s»"),
    "programme.restored": _("lấy lại chương trình «%(about)s»"),
    "programme.target_added": _("thêm chỉ tiêu «%(target)s» vào chương trình «%(about)s»"),
    "programme.target_removed": _("bỏ chỉ tiêu «%(target)s» khỏi chương trình «%(about)s»"),
    "programme.target_restored": _("lấy lại chỉ tiêu «%(target)s» của chương trình «%(about)s»"),
    "movement.drafted": _("soạn phong trào «%(about)s»"),
    "movement.edited": _("sửa phong trào «%(about)s»"),
    "movement.deleted": _("xóa bản soạn phong trào «%(about)s»"),
    "movement.restored": _("lấy lại bản soạn phong trào «%(about)s»"),
    "movement.launched": _("phát động phong trào «%(about)s» tới %(units)s đơn vị"),
    "movement.launch_undone": _("thu hồi việc phát động phong trào «%(about)s»"),
    "movement.moved": _("chuyển phong trào «%(about)s» từ «%(before)s» sang «%(state)s»"),
    "movement.reminded": _("nhắc %(units)s đơn vị chưa đăng ký phong trào «%(about)s»"),
    "movement_paper.attached": _("thêm tài liệu %(paper)s vào «%(about)s»"),
    "movement_paper.removed": _("gỡ tài liệu %(paper)s khỏi «%(about)s»"),
    "movement_paper.restored": _("lấy lại tài liệu %(paper)s của «%(about)s»"),
    "registration.made": _("đăng ký thi đua %(about)s: %(aim)s"),
    "registration.changed": _("sửa bản đăng ký thi đua %(about)s: %(aim)s"),
    "registration.withdrawn": _("rút bản đăng ký thi đua %(about)s"),
    "registration.undone": _("hoàn tác lần ghi gần nhất ở bản đăng ký thi đua %(about)s"),
    "registration.carried": _("chuyển %(registrations)s bản đăng ký thi đua của %(about)s theo %(decision)s"),
    "registration.carrying_undone": _("hoàn tác việc chuyển bản đăng ký thi đua của %(about)s theo %(decision)s"),
    "late_registration.asked": _("đề nghị đăng ký thi đua bổ sung %(about)s"),
    "late_registration.granted": _("cho đăng ký thi đua bổ sung %(about)s đến hết %(until)s"),
    "late_registration.refused": _("không chấp nhận đăng ký thi đua bổ sung %(about)s"),
    "late_registration.answer_undone": _("hoàn tác ý kiến về việc đăng ký thi đua bổ sung %(about)s"),
    "registration_deadline.set": _("đặt hạn đăng ký thi đua của %(about)s: %(day)s, áp dụng từ %(since)s"),
}
