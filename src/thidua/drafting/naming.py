"""Names of indicators spelt out: documents do not use the short forms of a data sheet."""

from __future__ import annotations

import re
from functools import lru_cache

SHORT_FORMS = {
    "HN CBCCVC": "hội nghị cán bộ, công chức, viên chức",
    "HN CBVC, NLĐ": "hội nghị viên chức, người lao động",
    "HN NLĐ": "hội nghị người lao động",
    "CBGVNV": "cán bộ, giáo viên, nhân viên",
    "CNVCLĐ": "công nhân, viên chức, lao động",
    "CNLĐ": "công nhân lao động",
    "CĐCS": "công đoàn cơ sở",
    "CĐ KCN": "công đoàn khu công nghiệp",
    "KPCĐ": "kinh phí công đoàn",
    "QLĐV": "quản lý đoàn viên",
    "TƯLĐTT": "thỏa ước lao động tập thể",
    "tranh chấp LĐTT": "tranh chấp lao động tập thể",
    "ATVSLĐ": "an toàn, vệ sinh lao động",
    "BHXH": "bảo hiểm xã hội",
    "TNLĐ": "tai nạn lao động",
    "BNN": "bệnh nghề nghiệp",
    "UBKT": "Ủy ban Kiểm tra",
    "BCH": "ban chấp hành",
    "VHVN-TDTT": "văn hóa, văn nghệ, thể dục, thể thao",
    "GVN-ĐVN": "Giỏi việc nước, đảm việc nhà",
    "HTXSNV/HTTNV": "hoàn thành xuất sắc, hoàn thành tốt nhiệm vụ",
    "SKKN": "sáng kiến kinh nghiệm",
    "LĐLĐ": "Liên đoàn Lao động",
    "TLĐ": "Tổng Liên đoàn",
    "NLĐ": "người lao động",
    "HTX": "hợp tác xã",
    "CLB": "câu lạc bộ",
    "ANTT": "an ninh trật tự",
    "FDI": "có vốn đầu tư nước ngoài",
    "CN": "Công nhân",
    "ĐV": "đoàn viên",
    "DNNN": "doanh nghiệp nhà nước",
    "DN": "doanh nghiệp",
    "CĐ": "công đoàn",
    "SN": "sự nghiệp",
    "NQ": "nghị quyết",
    "QĐ": "Quyết định",
    "LĐ": "lao động",
    "TP": "thành phố",
}
_WORDS = re.compile(r"(?<!\w)(" + "|".join(sorted(map(re.escape, SHORT_FORMS), key=len, reverse=True)) + r")(?!\w)")


@lru_cache(maxsize=1024)
def spelled(name: str) -> str:
    """ "CĐCS thành lập mới" -> "Công đoàn cơ sở thành lập mới"."""
    written = _WORDS.sub(lambda found: SHORT_FORMS[found[0]], name.removesuffix(" (tổng)"))
    return written[:1].upper() + written[1:]


def within(name: str) -> str:
    """The same in the middle of a sentence; names that begin with a capital of their own keep it."""
    written = spelled(name)
    keeps = written.split(" ", 1)[0] in {"Mái", "Ban", "Bằng", "Cờ", "Chợ", "Bữa", "Ủy"}
    return written if keeps else written[:1].lower() + written[1:]
