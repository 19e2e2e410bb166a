"""Representation, labour relations, safety at work."""

from .clauses import Topic

RIGHTS: tuple[Topic, ...] = (
    (
        (
            "{LAW15+}/{LAW14} đơn vị thuộc diện đã tổ chức hội nghị cán bộ, công chức, viên chức, đạt {LAW16*}",
            "{LAW18+}/{LAW17} doanh nghiệp thuộc diện đã tổ chức hội nghị người lao động, đạt {LAW19*}",
        ),
        (
            "tổ chức {LAW22*} cuộc đối thoại định kỳ|đối thoại định kỳ được tổ chức {LAW22*} cuộc",
            "{LAW23} cuộc đối thoại đột xuất, khi có vụ việc",
            "qua đối thoại có {LAW24} kiến nghị được giải quyết",
        ),
        (
            "có {LAW20} doanh nghiệp xây dựng quy chế dân chủ ở cơ sở",
            "{LAW21} doanh nghiệp có quy chế đối thoại",
            "{LAW26} trong tổng số {LAW25} Ban Thanh tra nhân dân hoạt động khá, tốt",
            "công đoàn tham gia {LAW66} hội đồng của đơn vị",
        ),
    ),
    (
        (
            "có {LAW02*} thỏa ước lao động tập thể đang có hiệu lực",
            ", bằng {LAW03} số doanh nghiệp thuộc diện ký kết",
            ", bao phủ {LAW04} người lao động",
        ),
        (
            "ký mới {LAW05*} thỏa ước lao động tập thể|có {LAW05*} thỏa ước lao động tập thể được ký mới",
            "sửa đổi, bổ sung, ký lại {LAW06} bản",
            "tiến hành {LAW13} cuộc thương lượng tập thể",
            "{LAW12} công đoàn cơ sở thương lượng nâng giá trị bữa ăn ca",
        ),
        (
            "về chất lượng, có {LAW07} thỏa ước xếp loại A",
            "{LAW08} thỏa ước xếp loại B",
            "{LAW09} thỏa ước xếp loại C",
            "{LAW10} thỏa ước xếp loại D hoặc chưa xếp loại",
            "{LAW11} thỏa ước ngành, nhóm doanh nghiệp",
        ),
    ),
    (
        (
            "tổ chức {LAW30*} cuộc tuyên truyền pháp luật|mở {LAW30*} cuộc tuyên truyền pháp luật",
            "có {LAW45*} đơn vị được tuyên truyền pháp luật",
            ", với {LAW46*} người lao động tham gia",
        ),
        (
            "tư vấn pháp luật cho {LAW31*} lượt người lao động",
            ", trong đó có {LAW32} lượt người được tư vấn trực tiếp, trực tuyến",
            "đại diện cho {LAW47} người lao động tham gia tố tụng",
            "hỗ trợ, đại diện tố tụng trong {LAW33} vụ việc",
        ),
        (
            "tham gia góp ý {LAW29} văn bản chính sách",
            "nêu {LAW65} kiến nghị chính sách với cơ quan có thẩm quyền",
            "thực hiện {LAW27*} cuộc giám sát",
            "tham gia {LAW28} cuộc kiểm tra liên ngành về chính sách lao động, bảo hiểm xã hội",
        ),
    ),
    (
        (
            "tranh chấp lao động tập thể, ngừng việc tập thể {LAW36?*}",
            ", với {LAW37} người lao động tham gia",
            ", công đoàn tham gia giải quyết {LAW38} cuộc",
        ),
        (
            "tiếp nhận {LAW39} đơn khiếu nại, tố cáo của người lao động",
            "có {LAW34*} doanh nghiệp nợ bảo hiểm xã hội từ 3 tháng trở lên",
            ", với số tiền nợ {LAW35}",
        ),
        (
            "thu nhập bình quân của người lao động là {LAW40*}",
            "có {LAW41} doanh nghiệp có phương án thưởng Tết",
            ", mức thưởng bình quân {LAW42}",
            ", mức cao nhất {LAW43}",
            "duy trì {LAW44} tổ công nhân tự quản khu nhà trọ",
        ),
        (
            "tỷ lệ đơn vị có nội quy lao động là {LAW50*}",
            "có thang, bảng lương là {LAW52}",
            "thực hiện lương tối thiểu vùng là {LAW54}",
            "tổ chức khám sức khỏe định kỳ là {LAW56}",
            "đóng bảo hiểm xã hội là {LAW58}",
            "đóng bảo hiểm y tế là {LAW60}",
            "đóng bảo hiểm thất nghiệp là {LAW62}",
            "kiểm tra an toàn, vệ sinh lao động là {LAW64}",
        ),
    ),
)

SAFETY: tuple[Topic, ...] = (
    (
        (
            "tổ chức {OSH01*} lớp huấn luyện an toàn, vệ sinh lao động",
            ", với {OSH02} lượt người tham gia",
            "{OSH04*} đơn vị tự kiểm tra an toàn, vệ sinh lao động",
            "mạng lưới an toàn, vệ sinh viên có {OSH03} người",
        ),
        (
            "tai nạn lao động {OSH05?*}",
            ", làm {OSH06} người chết",
            ", công đoàn tham gia điều tra {OSH07} vụ",
        ),
        ("{OSH08*} đơn vị được công nhận Xanh - Sạch - Đẹp, bảo đảm an toàn, vệ sinh lao động",),
    ),
)
