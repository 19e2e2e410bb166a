"""Organisation and officers, schools."""

from .clauses import Topic

SIZE: Topic = (
    (
        "có {ORG01*} công đoàn cơ sở, nghiệp đoàn cơ sở",
        ", trong đó có {ORG02} công đoàn cơ sở khu vực nhà nước",
        ", {ORG03} công đoàn cơ sở doanh nghiệp ngoài nhà nước trong nước",
        ", {ORG04} công đoàn cơ sở doanh nghiệp có vốn đầu tư nước ngoài",
        ", {ORG05} công đoàn cơ sở đơn vị sự nghiệp ngoài công lập, hợp tác xã và tổ chức khác",
    ),
    (
        "tổng số công nhân, viên chức, lao động là {ORG16*} người",
        ", trong đó có {ORG17} nữ",
    ),
    (
        "tổng số đoàn viên là {ORG18*} người",
        ", trong đó có {ORG19} đoàn viên nữ",
        ", {ORG20} đoàn viên thuộc khu vực ngoài nhà nước",
    ),
    ("tỷ lệ đoàn viên trên tổng số công nhân, viên chức, lao động ở nơi có tổ chức công đoàn là {ORG25*}",),
)
"""Part one: how large the organisation is."""

SCHOOLS_SIZE: Topic = (
    (
        "có {EDU01*} công đoàn cơ sở trường học công lập",
        "có {EDU02*} công đoàn cơ sở trường học ngoài công lập",
    ),
    (
        "tổng số cán bộ, giáo viên, nhân viên là {EDU03*} người",
        ", trong đó có {EDU05} nữ",
    ),
    ("tổng số đoàn viên trong trường học là {EDU04*} người",),
)

ORGANISATION: tuple[Topic, ...] = (
    (
        (
            "thành lập mới {ORG07*} công đoàn cơ sở|vận động thành lập mới {ORG07*} công đoàn cơ sở",
            ", trong đó có {ORG08} công đoàn cơ sở ở doanh nghiệp có từ 20 lao động trở lên",
        ),
        ("tại doanh nghiệp ngoài nhà nước đã thành lập mới {ORG45*} công đoàn cơ sở",),
        (
            "kết nạp mới {ORG21*} đoàn viên|phát triển mới {ORG21*} đoàn viên",
            ", trong đó có {ORG22} đoàn viên nữ",
        ),
        (
            "số đoàn viên giảm trong kỳ là {ORG23} người",
            "đoàn viên tăng thực {ORG24} người|số đoàn viên tăng thực là {ORG24} người",
        ),
        (
            "có {ORG09} công đoàn cơ sở giải thể hoặc chấm dứt hoạt động",
            "tiếp nhận {ORG10} công đoàn cơ sở từ nơi khác",
            "chuyển giao {ORG11} công đoàn cơ sở",
        ),
        (
            "trên địa bàn có {ORG13} doanh nghiệp có từ 20 lao động trở lên",
            ", {ORG14} doanh nghiệp trong số đó đã có tổ chức công đoàn (đạt {ORG15})",
            "đang theo dõi {ORG44} doanh nghiệp chưa có tổ chức công đoàn",
        ),
    ),
    (
        (
            "tổ chức {ORG36*} lớp tập huấn, bồi dưỡng nghiệp vụ công đoàn|mở {ORG36*} lớp tập huấn nghiệp vụ công đoàn",
            "có {ORG37*} lượt cán bộ công đoàn cơ sở được tập huấn",
        ),
        (
            "kiện toàn công tác cán bộ ở {ORG46*} công đoàn cơ sở",
            "có {ORG43} công đoàn cơ sở tổ chức đại hội",
        ),
        (
            "trong {ORG47} chủ tịch công đoàn cơ sở mới được bầu có {ORG48} người đã được bồi dưỡng, đạt {ORG38*}",
            "đội ngũ cán bộ có {ORG32} người chuyên trách",
            ", {ORG33} người không chuyên trách",
        ),
    ),
    (
        (
            "giới thiệu {ORG39*} đoàn viên ưu tú cho Đảng|giới thiệu cho Đảng {ORG39*} đoàn viên ưu tú",
            "có {ORG40*} đoàn viên ưu tú được kết nạp Đảng",
        ),
        (
            "{ORG41*} đoàn viên đã có hồ sơ trên phần mềm quản lý đoàn viên",
            "đã cấp {ORG42} thẻ đoàn viên",
        ),
        (
            "về xếp loại, có {ORG26*} công đoàn cơ sở hoàn thành xuất sắc nhiệm vụ",
            "{ORG27*} công đoàn cơ sở hoàn thành tốt nhiệm vụ",
            "{ORG28} công đoàn cơ sở hoàn thành nhiệm vụ",
            "{ORG29} công đoàn cơ sở không hoàn thành nhiệm vụ",
            "{ORG30} công đoàn cơ sở chưa hoặc không xếp loại",
        ),
        ("tỷ lệ công đoàn cơ sở hoàn thành tốt nhiệm vụ trở lên là {ORG31*}",),
    ),
)

SCHOOLS: tuple[Topic, ...] = (
    (
        ("tổ chức hội nghị viên chức, người lao động đầu năm học ở {EDU08*} đơn vị",),
        ("có {EDU07*} sáng kiến, sáng kiến kinh nghiệm được công nhận",),
        ("{EDU06*} công đoàn cơ sở trường học được xếp loại hoàn thành tốt nhiệm vụ trở lên",),
    ),
)
