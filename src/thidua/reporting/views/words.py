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
        "proposed": _("số đề nghị, chưa xác nhận"),
        "count": _("{n}/{m} ô"),
        "missing": _("{n} ô chưa nhập hoặc chưa xác nhận"),
        "look": _("Xem lại trước khi nộp"),
        "complete": _("Đủ ô, không có lỗi cân đối."),
        "handInLater": _("Đang mất kết nối nên chưa nộp được. Số đã gõ vẫn còn; khi có mạng hãy bấm Nộp báo cáo."),
        "why": _("Vì sao số này khác hẳn?"),
        "unsaved": _("chưa lưu được, xem câu ghi tại ô"),
        "unread": _("Chưa đọc được số này. Hãy viết như 1.424, 52,5 hoặc 15 tỷ 220 triệu."),
        "since": _("Lũy kế gõ {typed} → trong kỳ {own}"),
        "take": _("Lấy số đó"),
        "keep": _("Giữ số của tôi"),
        "allSaved": _("Đã lưu lúc {time}"),
        "allSaving": _("Đang lưu…"),
        "allWaiting": _("{count} ô chờ gửi"),
        "someInvalid": _("{count} ô cần sửa"),
        "signedOut": _("Phiên đăng nhập đã hết. Hãy đăng nhập ở thẻ khác, rồi bấm Gửi lại."),
        "again": _("Gửi lại"),
        "chosen": _("Đã chọn {count} ô."),
        "copied": _("Đã chép {count} ô. Dán được vào Excel hoặc vào ô khác."),
        "pasted": _("Đã điền {count} ô."),
        "pastedSome": _("Đã điền {count} ô, bỏ qua {skipped} ô bị khóa hoặc nằm ngoài bảng."),
        "carriedOver": _("Đã lấy số kỳ trước cho {count} ô. Hãy kiểm tra lại từng ô."),
        "nothingBefore": _("Không có số kỳ trước để điền thêm."),
        "carried": _("Số kỳ trước."),
        "confirm": _("Vẫn đúng"),
        "undone": _("Đã hoàn tác {count} ô."),
        "redone": _("Đã làm lại {count} ô."),
        "noUndo": _("Không còn gì để hoàn tác."),
        "noRedo": _("Không còn gì để làm lại."),
        "noEmpty": _("Không còn ô trống."),
        "noFound": _("Không có ô nào cần xem lại."),
        "restored": _("Đã khôi phục các ô gõ dở của lần trước và đang gửi."),
    }
