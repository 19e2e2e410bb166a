"""Emulation, communication and culture, the press, women workers."""

from .clauses import Topic

EMULATION: tuple[Topic, ...] = (
    (
        (
            "có {EMU05*} sáng kiến được đăng ký|đoàn viên, người lao động đăng ký {EMU05*} sáng kiến",
            "{EMU06*} sáng kiến được công nhận, áp dụng",
            ", với giá trị làm lợi {EMU07}",
            "{EMU08} người tham gia gửi sáng kiến",
        ),
        (
            "{EMU01*} đơn vị đăng ký thi đua",
            "ký {EMU02} bản giao ước thi đua",
            "gắn biển {EMU09} công trình, sản phẩm thi đua",
        ),
        (
            "bình chọn {EMU03*} công nhân giỏi cấp cơ sở",
            "{EMU04} công nhân giỏi cấp trên cơ sở",
            "biểu dương {EMU17} điển hình tiên tiến",
        ),
    ),
    (
        (
            "về khen thưởng, được tặng {EMU10} Cờ thi đua của Tổng Liên đoàn",
            "{EMU11} Cờ thi đua của Liên đoàn Lao động tỉnh, thành phố",
            "{EMU12} Bằng khen của Tổng Liên đoàn",
            "{EMU13} Bằng khen của Liên đoàn Lao động tỉnh, thành phố",
            "{EMU14} Bằng Lao động sáng tạo",
            "{EMU15} người được tặng Kỷ niệm chương",
            "{EMU16} Giấy khen các cấp",
            "tiền thưởng đã chi {EMU18}",
        ),
    ),
)

COMMUNICATION: tuple[Topic, ...] = (
    (
        (
            "tổ chức {PRO01*} cuộc tuyên truyền, học tập nghị quyết|mở {PRO01*} cuộc tuyên truyền, học tập nghị quyết",
            ", với {PRO02*} lượt người tham gia",
        ),
        (
            "{PRO12} đoàn viên được phổ biến nghị quyết, chính sách, đạt {PRO03*}",
            "đăng {PRO04} tin, bài về hoạt động công đoàn",
            "duy trì {PRO05} trang tin, kênh truyền thông",
        ),
        (
            "tổ chức {PRO06*} hội thi, hội diễn, giải văn hóa, văn nghệ, thể dục, thể thao",
            ", thu hút {PRO07} lượt người tham gia",
            "nắm bắt dư luận, tâm tư người lao động {PRO11} cuộc",
        ),
        (
            "có {PRO08} đơn vị đạt chuẩn văn hóa",
            "{PRO09} người lao động học tập nâng cao trình độ",
            "{PRO10} điểm sinh hoạt văn hóa công nhân, tủ sách",
        ),
    ),
)

PRESS: tuple[Topic, ...] = (
    (
        (
            "báo công đoàn xuất bản {PRO13*} số báo in",
            "đăng {PRO14*} tin, bài báo điện tử",
        ),
    ),
)

WOMEN: tuple[Topic, ...] = (
    (
        (
            "{WOM09*} lượt lao động nữ được khám phụ khoa, tầm soát",
            "tổ chức {WOM07} cuộc kiểm tra, giám sát chính sách lao động nữ",
            "mở {WOM12} lớp tập huấn, câu lạc bộ nữ công",
        ),
        (
            "có {WOM04*} tập thể",
            ", {WOM05} cá nhân đạt danh hiệu Giỏi việc nước, đảm việc nhà cấp cơ sở",
            ", {WOM06} cá nhân đạt danh hiệu cấp trên",
        ),
        (
            "{WOM10*} lượt con công nhân, viên chức, lao động được khen thưởng, tặng quà, trao học bổng",
            "hỗ trợ {WOM11} cháu là con công nhân gửi nhà trẻ, mẫu giáo",
        ),
        (
            "có {WOM01} ban nữ công quần chúng",
            "{WOM02} nữ công nhân, viên chức, lao động",
            "{WOM03} nữ tham gia ban chấp hành các cấp",
            "{WOM08} phòng vắt, trữ sữa mẹ",
        ),
    ),
)
