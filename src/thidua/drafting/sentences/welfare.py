"""Welfare of members, loan fund."""

from .clauses import Topic

WELFARE: tuple[Topic, ...] = (
    (
        (
            "chăm lo cho {WEL01*} lượt đoàn viên, người lao động",
            ", với kinh phí {WEL02*}",
        ),
        (
            "trợ cấp {WEL13*} lượt đoàn viên có hoàn cảnh khó khăn, bị tai nạn lao động, bệnh nghề nghiệp, ốm đau",
            "hỗ trợ {WEL20} lượt đoàn viên, người lao động bị ảnh hưởng bởi thiên tai, dịch bệnh",
            "trao {WEL22*} suất quà cho lao động khó khăn do dịch bệnh, thiên tai",
        ),
        (
            "vận động quỹ xã hội được {WEL21*}",
            "đoàn viên, người lao động ủng hộ {WEL23*}",
        ),
    ),
    (
        (
            "xây mới {WEL10*} nhà Mái ấm Công đoàn|hỗ trợ xây mới {WEL10*} nhà Mái ấm Công đoàn",
            "sửa chữa {WEL11} nhà",
            "kinh phí Mái ấm Công đoàn {WEL12}",
        ),
        (
            "có {WEL14*} đơn vị tổ chức Bữa cơm Công đoàn",
            ", với {WEL15} suất ăn",
            "tổ chức khám sức khỏe cho {WEL19*} lượt người",
        ),
        (
            "dịp Tết, hỗ trợ {WEL04*} lượt đoàn viên, người lao động",
            ", với kinh phí {WEL05}",
            "tổ chức {WEL03} điểm Tết Sum vầy",
            "trao {WEL06} vé tàu, xe Công đoàn",
            "Chợ Tết Công đoàn phục vụ {WEL07} đơn hàng",
        ),
        (
            "trong Tháng Công nhân, tổ chức {WEL08} hoạt động",
            "hỗ trợ {WEL09*} lượt đoàn viên, người lao động",
        ),
        (
            "có {WEL16} thỏa thuận hợp tác về phúc lợi đoàn viên đang có hiệu lực",
            ", {WEL17*} lượt đoàn viên được hưởng lợi",
            ", với tổng giá trị {WEL18}",
        ),
    ),
)

LOANS: tuple[Topic, ...] = (
    (
        (
            "Quỹ Trợ vốn giải ngân {LOAN03*}",
            "có {LOAN04*} lượt đoàn viên, người lao động được vay",
            ", thuộc {LOAN10+} công đoàn cơ sở",
            "vốn vay giúp tạo thêm việc làm cho {LOAN09*} người|từ vốn vay đã tạo việc làm cho {LOAN09*} người",
        ),
        (
            "nguồn vốn của Quỹ là {LOAN01*}",
            "dư nợ cho vay {LOAN02*}",
            "thu hồi {LOAN06}",
            "số dự án cho vay là {LOAN05}",
        ),
        ("nợ quá hạn {LOAN07}", ", bằng {LOAN08} dư nợ"),
    ),
)
