"""Inspection, finance, administration."""

from .clauses import Topic

INSPECTION: tuple[Topic, ...] = (
    (
        (
            "kiểm tra cùng cấp việc chấp hành Điều lệ Công đoàn Việt Nam {INS02} cuộc",
            "kiểm tra cấp dưới chấp hành Điều lệ {INS03*} cuộc",
        ),
        (
            "kiểm tra tài chính đồng cấp {INS04} cuộc",
            "kiểm tra tài chính cấp dưới {INS05*} cuộc",
            "kiểm tra khi có dấu hiệu vi phạm {INS06} cuộc",
        ),
        (
            "kiến nghị thu, nộp, xuất toán {INS07}",
            ", đã thực hiện {INS08}",
        ),
        (
            "tiếp nhận {INS09} đơn thư thuộc thẩm quyền",
            ", đã giải quyết {INS10} đơn",
            "kỷ luật {INS16} trường hợp",
        ),
        (
            "giám sát theo Quyết định số 217-QĐ/TW {INS11} cuộc",
            "tổ chức {INS12} đoàn khảo sát",
            "{INS13} đơn vị được khảo sát, kiểm tra",
            "qua kiểm tra, khảo sát nêu {INS14} kiến nghị",
            ", {INS15} kiến nghị đã được khắc phục đúng hạn",
        ),
    ),
)

FINANCE: tuple[Topic, ...] = (
    (
        (
            "thu kinh phí công đoàn {FIN02*}",
            ", bằng {FIN03} dự toán",
            "thu đoàn phí {FIN05*}",
            ", bằng {FIN06} dự toán",
        ),
        (
            "có {FIN08} đơn vị thuộc diện đóng kinh phí công đoàn",
            "nợ kinh phí công đoàn lũy kế {FIN10*}",
        ),
        (
            "cấp trả kinh phí cho công đoàn cơ sở {FIN11*}",
            "nộp nghĩa vụ lên cấp trên {FIN12}",
        ),
        (
            "chi trực tiếp chăm lo, bảo vệ, đào tạo đoàn viên {FIN13*}",
            "chi quản lý hành chính, lương {FIN14}",
            "số dư quỹ cuối kỳ {FIN17}",
        ),
        (
            "{FIN15*} công đoàn cơ sở nộp báo cáo quyết toán đúng hạn",
            "{FIN16} công đoàn cơ sở có tài khoản riêng, tự chủ tài chính",
        ),
    ),
)

OFFICE: tuple[Topic, ...] = (
    (
        (
            "ban hành {ADM06*} văn bản|đã ban hành {ADM06*} văn bản",
            ", trong đó {ADM12} văn bản được xử lý trên môi trường mạng (đạt {ADM07})",
        ),
        (
            "tổ chức {ADM08*} hội nghị, cuộc giao ban",
            ", trong đó có {ADM13} cuộc họp không giấy (đạt {ADM11})",
            "giao {ADM09} nhiệm vụ sau hội nghị",
            ", {ADM10} nhiệm vụ hoàn thành đúng hạn",
        ),
        (
            "các đơn vị nộp {ADM02}/{ADM01} báo cáo đúng hạn, đạt {ADM04*}",
            "{ADM05} báo cáo bị trả lại do sai số liệu",
        ),
    ),
)
