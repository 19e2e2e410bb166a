"""What the entry grid says by itself, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def entry_words() -> dict[str, str]:
    """Short texts of the grid's script by name."""
    return {
        "none": _("không có"),
        "saved": _("đã lưu"),
        "error": _("có lỗi cân đối"),
        "question": _("có câu hỏi"),
        "saving": _("đang lưu"),
        "waiting": _("chờ có mạng để lưu"),
        "invalid": _("chưa hợp lệ"),
        "conflict": _("có người khác vừa sửa"),
        "locked": _("đã khóa"),
        "editing": _("đang nhập"),
        "unread": _("Chưa đọc được số này. Hãy viết như 1.424, 52,5 hoặc 15 tỷ 220 triệu."),
        "take": _("Lấy số đó"),
        "keep": _("Giữ số của tôi"),
        "allSaved": _("Đã lưu lúc {time}"),
        "allSaving": _("Đang lưu…"),
        "allWaiting": _("{count} ô chờ gửi"),
        "someInvalid": _("{count} ô cần sửa"),
        "signedOut": _("Phiên đăng nhập đã hết. Hãy đăng nhập ở thẻ khác, rồi bấm Gửi lại."),
        "again": _("Gửi lại"),
        "restored": _("Đã khôi phục các ô gõ dở của lần trước và đang gửi."),
    }
