"""What the events of reporting say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .rules import Channel

SENTENCES = {
    "period.opened": _("mở kỳ %(about)s, lập %(reports)s báo cáo phải nộp"),
    "period.closed": _("khóa kỳ %(about)s cùng %(reports)s báo cáo đã tiếp nhận"),
    "period.reopened": _("mở lại kỳ %(about)s: %(reason)s"),
    "report.started": _("bắt đầu nhập báo cáo %(about)s"),
    "report.submitted": _("nộp báo cáo %(about)s (bản %(version)s)"),
    "report.withdrawn": _("rút lại báo cáo %(about)s (bản %(version)s)"),
    "report.returned": _("trả lại báo cáo %(about)s (bản %(version)s)"),
    "report.accepted": _("tiếp nhận báo cáo %(about)s (bản %(version)s)"),
    "report.reminded": _("nhắc nộp báo cáo %(about)s"),
    "report.acceptance_undone": _("bỏ tiếp nhận báo cáo %(about)s (bản %(version)s), báo cáo chờ tiếp nhận lại"),
    "report.cut_off": _("chốt %(reports)s báo cáo của %(about)s đến hết ngày %(day)s theo %(decision)s"),
    "report.handed_over": _("giao %(reports)s báo cáo của %(about)s cho đơn vị kế tục theo %(decision)s"),
    "report.cut_off_undone": _("mở lại %(reports)s báo cáo của %(about)s, hoàn tác sắp xếp theo %(decision)s"),
    "report.amendment_begun": _("mở bản điều chỉnh %(version)s của báo cáo %(about)s"),
    "request.sent": _("gửi yêu cầu đột xuất «%(about)s» tới %(units)s đơn vị, hạn %(due)s"),
    "request.extended": _("gia hạn yêu cầu đột xuất «%(about)s» đến %(due)s"),
    "request.ended": _("kết thúc yêu cầu đột xuất «%(about)s»: %(answered)s/%(asked)s đơn vị đã trả lời"),
    "request.reopened": _("mở lại yêu cầu đột xuất «%(about)s»"),
    "behalf.begun": _("nhập thay báo cáo %(about)s (bản %(version)s), nhận qua: %(channel)s"),
    "behalf.link_made": _("tạo liên kết để đơn vị xác nhận báo cáo %(about)s (bản %(version)s)"),
    "behalf.confirmed": _("đơn vị xác nhận số liệu nhập thay của báo cáo %(about)s (bản %(version)s): %(who)s"),
    "behalf.objected": _("đơn vị báo số liệu nhập thay của báo cáo %(about)s (bản %(version)s) chưa đúng: %(who)s"),
    "cell.commented": _("góp ý về «%(indicator)s» của báo cáo %(about)s"),
    "cell.flagged": _("đánh dấu cần xem lại «%(indicator)s» của báo cáo %(about)s"),
    "cell.unflagged": _("bỏ dấu cần xem lại «%(indicator)s» của báo cáo %(about)s"),
    "cell.estimated": _("đánh dấu «%(indicator)s» của báo cáo %(about)s là số ước tính: %(number)s"),
    "cell.confirmed": _("bỏ dấu ước tính ở «%(indicator)s» của báo cáo %(about)s: %(number)s"),
    "cell.estimate_replaced": _("thay số ước tính %(before)s bằng %(after)s ở «%(indicator)s» của báo cáo %(about)s"),
    "cell.explained": _("giải thích «%(indicator)s» = %(number)s của báo cáo %(about)s: %(reason)s"),
    "report.told": _("viết phần thuyết minh của báo cáo %(about)s: %(parts)s"),
    "evidence.attached": _("đính kèm tệp %(file)s vào báo cáo %(about)s (%(indicator)s)"),
    "evidence.removed": _("gỡ tệp %(file)s khỏi báo cáo %(about)s (%(indicator)s)"),
    "evidence.restored": _("đưa lại tệp %(file)s vào báo cáo %(about)s (%(indicator)s)"),
    "upload.committed": _("ghi %(cells)s ô từ tệp «%(file)s» vào báo cáo %(about)s"),
    "upload.undone": _("hoàn tác %(cells)s ô đã ghi từ tệp «%(file)s» vào báo cáo %(about)s"),
    "report.recorded": _("ghi %(reports)s báo cáo có sẵn của %(periods)s kỳ"),
    "history.recorded": _("nhập %(cells)s số liệu các năm trước, nguồn: %(source)s"),
    "history.undone": _("hoàn tác %(cells)s số liệu các năm trước"),
}
LABELS = {"channel": dict(Channel.choices)}
