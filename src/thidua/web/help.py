"""The guide inside the application: the Markdown of `docs/guide`, and which part of it helps on which page."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from thidua.core.text import fold

GUIDE: Final = Path(settings.BASE_DIR) / "docs" / "guide"
IMAGE = re.compile(r"[a-z0-9-]+\.png", re.ASCII)
# A link from one guide to another, as the files themselves have it.
OTHER = re.compile(r"(?P<slug>[a-z-]+)\.md(?P<part>(?:#[a-z0-9-]+)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide for one kind of person; `slug` names its file in both languages."""

    slug: str
    title: str | Promise
    sentence: str | Promise
    icon: str


GUIDES: Final = (
    Guide(
        "co-so",
        gettext_lazy("Chủ tịch công đoàn cơ sở"),
        gettext_lazy("Nhập và nộp báo cáo trên điện thoại."),
        "device-mobile",
    ),
    Guide(
        "can-bo", gettext_lazy("Cán bộ tổng hợp"), gettext_lazy("Tiếp nhận, nhắc, giao chỉ tiêu, nhập thay."), "inbox"
    ),
    Guide(
        "chuyen-vien",
        gettext_lazy("Chuyên viên ban"),
        gettext_lazy("Đọc, so sánh và tìm nguồn gốc của con số."),
        "chart-bar",
    ),
    Guide("thuong-truc", gettext_lazy("Thường trực"), gettext_lazy("Một trang cho mỗi cuộc họp."), "presentation"),
    Guide(
        "kiem-tra",
        gettext_lazy("Kiểm tra viên"),
        gettext_lazy("Ai, lúc nào, trước và sau, cho mọi con số."),
        "shield-search",
    ),
    Guide(
        "sap-xep",
        gettext_lazy("Khi cây đơn vị thay đổi"),
        gettext_lazy("So với năm trước theo cây cũ và theo cây hiện nay."),
        "hierarchy-2",
    ),
    Guide(
        "excel",
        gettext_lazy("Làm việc bằng Excel"),
        gettext_lazy("Tải biểu mẫu về, gửi lại, xuất bảng, nhập danh sách."),
        "file-spreadsheet",
    ),
    Guide(
        "van-ban",
        gettext_lazy("Soạn và ban hành văn bản"),
        gettext_lazy("Báo cáo tự viết từ số liệu, có số, ký số và mã xác thực."),
        "file-text",
    ),
    Guide(
        "doan-vien",
        gettext_lazy("Sổ đoàn viên"),
        gettext_lazy("Kết nạp, chuyển sinh hoạt, đối chiếu báo cáo."),
        "users",
    ),
    Guide(
        "thi-dua",
        gettext_lazy("Phong trào, cụm và giao ước"),
        gettext_lazy("Đăng ký thi đua, việc của cụm, soạn và ký giao ước."),
        "flag",
    ),
    Guide(
        "cham-diem",
        gettext_lazy("Bảng điểm, chấm điểm, xếp hạng"),
        gettext_lazy("Lập bảng điểm, tự chấm, chấm chéo, thẩm định, công bố."),
        "list-check",
    ),
    Guide(
        "bo-phieu",
        gettext_lazy("Bỏ phiếu"),
        gettext_lazy("Bỏ phiếu kín từ xa hay tại hội nghị, và kiểm phiếu."),
        "checkbox",
    ),
    Guide(
        "quan-tri", gettext_lazy("Quản trị"), gettext_lazy("Tài khoản, biểu mẫu, kỳ báo cáo, số liệu cũ."), "settings"
    ),
)

# The beginning of a page's name, and the part of a guide that helps there; the longest beginning counts.
TOPICS: Final = {
    "home": ("co-so", "viec-can-lam"),
    "notice": ("co-so", "viec-can-lam"),
    "notices": ("co-so", "viec-can-lam"),
    "report": ("co-so", "nhap-bao-cao"),
    "report-steps": ("co-so", "tren-dien-thoai"),
    "report-list": ("co-so", "viec-can-lam"),
    "report-cell": ("co-so", "y-kien"),
    "report-evidence": ("co-so", "dinh-kem"),
    "report-behalf": ("can-bo", "nhap-thay"),
    "report-second": ("can-bo", "nguoi-thu-hai"),
    "report-compare": ("can-bo", "so-sanh-ban"),
    "inbox": ("can-bo", "hop-thu"),
    "inbox-missing": ("can-bo", "nhac-don-vi"),
    "inbox-remind": ("can-bo", "nhac-don-vi"),
    "inbox-coverage": ("can-bo", "bao-phu"),
    "many-units": ("can-bo", "nhap-nhieu-don-vi"),
    "request": ("can-bo", "dot-xuat"),
    "target": ("can-bo", "chi-tieu"),
    "target-split": ("can-bo", "chia-chi-tieu"),
    "target-plan": ("can-bo", "phuong-an"),
    "target-copy": ("can-bo", "phuong-an"),
    "target-adjust": ("can-bo", "dieu-chinh"),
    "target-answers": ("co-so", "tra-loi-chi-tieu"),
    "unit": ("chuyen-vien", "trang-don-vi"),
    "figure": ("chuyen-vien", "vi-sao-co-so-nay"),
    "area": ("chuyen-vien", "linh-vuc"),
    "compare": ("chuyen-vien", "so-sanh"),
    "view": ("chuyen-vien", "luu-goc-nhin"),
    "committee": ("thuong-truc", "hop-thuong-truc"),
    "audit": ("kiem-tra", "nhat-ky"),
    "who-sees": ("kiem-tra", "ai-xem-duoc"),
    "account": ("quan-tri", "tai-khoan"),
    "account-role": ("quan-tri", "vai-tro"),
    "account-codes": ("quan-tri", "phieu"),
    "second-factor": ("quan-tri", "hai-buoc"),
    "session": ("quan-tri", "hai-buoc"),
    "delegation": ("quan-tri", "uy-quyen"),
    "api-tokens": ("quan-tri", "ket-noi"),
    "catalogue": ("quan-tri", "bieu-mau"),
    "catalogue-draft": ("quan-tri", "ngon-ngu-kiem-tra"),
    "catalogue-preview": ("quan-tri", "soan"),
    "catalogue-publish": ("quan-tri", "soan"),
    "period": ("quan-tri", "ky-bao-cao"),
    "timetable": ("quan-tri", "han-theo-cap"),
    "past": ("quan-tri", "so-lieu-cu"),
    "tree": ("quan-tri", "cay-don-vi"),
    "unit-search": ("quan-tri", "cay-don-vi"),
    "intake": ("excel", "nhap-danh-sach"),
    "reorganisation": ("quan-tri", "sap-xep"),
    "report-workbook": ("excel", "tai-bieu"),
    "report-narrative": ("van-ban", "soan"),
    "units-workbook": ("excel", "tai-bieu"),
    "upload": ("excel", "so-sanh-o"),
    "upload-home": ("excel", "gui-lai"),
    "export": ("excel", "xuat-bang"),
    "document": ("van-ban", "soan"),
    "document-editor": ("van-ban", "sua"),
    "document-page": ("van-ban", "con-so"),
    "document-changes": ("van-ban", "so-thay-doi"),
    "document-issue": ("van-ban", "ban-hanh"),
    "document-withdraw": ("van-ban", "thu-hoi"),
    "document-sign": ("van-ban", "ky-so"),
    "verify": ("van-ban", "xac-thuc"),
    "template": ("van-ban", "mau"),
    "member": ("doan-vien", "tim"),
    "member-admit": ("doan-vien", "ket-nap"),
    "member-transfer": ("doan-vien", "chuyen"),
    "member-leave": ("doan-vien", "chuyen"),
    "member-correct": ("doan-vien", "dinh-chinh"),
    "member-figures": ("doan-vien", "doi-chieu"),
    "movement": ("thi-dua", "phong-trao"),
    "movement-list": ("thi-dua", "dang-ky"),
    "movement-registration": ("thi-dua", "dang-ky"),
    "movement-exceptions": ("thi-dua", "bo-sung"),
    "programme": ("thi-dua", "chuong-trinh"),
    "cluster": ("thi-dua", "cum"),
    "cluster-figures": ("thi-dua", "so-lieu"),
    "cluster-indicators": ("thi-dua", "so-lieu"),
    "cluster-calendar": ("thi-dua", "lich"),
    "cluster-duty": ("thi-dua", "lich"),
    "cluster-plan": ("thi-dua", "lich"),
    "cluster-talk": ("thi-dua", "trao-doi"),
    "cluster-post": ("thi-dua", "trao-doi"),
    "cluster-share": ("thi-dua", "trao-doi"),
    "cluster-review": ("thi-dua", "so-ket"),
    "cluster-reviews": ("thi-dua", "so-ket"),
    "cluster-covenant": ("thi-dua", "giao-uoc"),
    "cluster-rounds": ("cham-diem", "mo-dot"),
    "cluster-ranking": ("cham-diem", "cong-bo"),
    "covenant": ("thi-dua", "gop-y"),
    "covenant-new": ("thi-dua", "giao-uoc"),
    "covenant-general": ("thi-dua", "giao-uoc"),
    "covenant-article": ("thi-dua", "giao-uoc"),
    "covenant-clause": ("thi-dua", "giao-uoc"),
    "covenant-sign": ("thi-dua", "ky"),
    "covenant-table": ("thi-dua", "ky"),
    "covenant-living": ("thi-dua", "thuc-hien"),
    "covenant-confirm": ("thi-dua", "thuc-hien"),
    "covenant-annex": ("thi-dua", "thuc-hien"),
    "scheme": ("cham-diem", "bang-diem"),
    "scheme-draft": ("cham-diem", "cach-cham"),
    "scheme-trial": ("cham-diem", "cham-thu"),
    "scheme-publish": ("cham-diem", "ban-hanh"),
    "scheme-differences": ("cham-diem", "ban-hanh"),
    "scheme-load": ("cham-diem", "tep-json"),
    "round": ("cham-diem", "mo-dot"),
    "round-grid": ("cham-diem", "tham-dinh"),
    "round-column": ("cham-diem", "tham-dinh"),
    "round-cross": ("cham-diem", "cham-cheo"),
    "round-late": ("cham-diem", "chot"),
    "card": ("cham-diem", "tu-cham"),
    "card-cross": ("cham-diem", "cham-cheo"),
    "point": ("cham-diem", "vi-sao"),
    "ranking": ("cham-diem", "xep-hang"),
    "ranking-council": ("cham-diem", "nhin-lai"),
    "ranking-publish": ("cham-diem", "cong-bo"),
    "ballot": ("bo-phieu", "bo-phieu"),
    "ballot-new": ("bo-phieu", "chuan-bi"),
    "ballot-edit": ("bo-phieu", "chuan-bi"),
    "ballot-question": ("bo-phieu", "chuan-bi"),
    "ballot-roster": ("bo-phieu", "chuan-bi"),
    "ballot-committee": ("bo-phieu", "chuan-bi"),
    "ballot-prepare": ("bo-phieu", "manh-khoa"),
    "ballot-open": ("bo-phieu", "mo"),
    "ballot-roll": ("bo-phieu", "diem-danh"),
    "ballot-count": ("bo-phieu", "kiem-phieu"),
    "ballot-written": ("bo-phieu", "kiem-phieu"),
    "ballot-paper": ("bo-phieu", "kiem-phieu"),
    "ballot-result": ("bo-phieu", "ket-qua"),
    "ballot-void": ("bo-phieu", "huy"),
}


def help_url(page_name: str) -> str:
    """The address of the part of the guide that helps on a page; the list of guides where none does."""
    starts = [start for start in TOPICS if page_name == start or page_name.startswith(f"{start}-")]
    if not starts:
        return reverse("help")
    slug, anchor = TOPICS[max(starts, key=len)]
    return f"{reverse('help-guide', args=[slug])}#{anchor}"


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """The guides, one for each kind of person."""
    return render(request, "web/help.html", {"title": _("Trợ giúp"), "guides": GUIDES})


@require_safe
def help_guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide in the reader's language."""
    guide = next((guide for guide in GUIDES if guide.slug == slug), None)
    if guide is None:
        raise Http404(_("Không có hướng dẫn này."))
    file = guide_file(slug, get_language() or "vi")
    context = {"title": guide.title, "guides": GUIDES, "guide": guide, "page": _rendered(file, file.stat().st_mtime_ns)}
    return render(request, "web/help_guide.html", context)


@require_safe
def help_image(request: HttpRequest, name: str) -> FileResponse:  # noqa: ARG001 - every view gets the request
    """A picture of the guide."""
    file = GUIDE / "images" / name
    if not IMAGE.fullmatch(name) or not file.is_file():
        raise Http404(_("Không có hình này."))
    response = FileResponse(file.open("rb"), content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def guide_file(slug: str, language: str) -> Path:
    """The Markdown of a guide; the Vietnamese one where there is no other."""
    file = GUIDE / language / f"{slug}.md"
    return file if file.is_file() else GUIDE / "vi" / f"{slug}.md"


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered guide: its text, and its parts as (anchor, heading)."""

    html: SafeString
    parts: tuple[tuple[str, str], ...]


@lru_cache(maxsize=32)
def _rendered(file: Path, changed: int) -> Page:  # noqa: ARG001 - a file that changed is another page
    """The guide as HTML. Headings may end in «{#anchor}»; pictures and other guides have addresses of ours."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(file.read_text(encoding="utf-8"))
    if tokens and tokens[0].tag == "h1":
        # The page has its own title above the text.
        del tokens[:3]
    parts = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and inline.children:
            heading, _sign, anchor = inline.content.partition("{#")
            anchor = anchor.rstrip("} ") or fold(heading).replace(" ", "-")
            inline.children[-1].content = inline.children[-1].content.partition("{#")[0].rstrip()
            opening.attrSet("id", anchor)
            if opening.tag == "h2":
                parts.append((anchor, heading.strip()))
        for child in inline.children or ():
            if child.type == "image":
                name = Path(str(child.attrGet("src"))).name
                child.attrSet("src", reverse("help-image", args=[name]))
                child.attrSet("loading", "lazy")
                # Room for the picture before it comes: what is below stays where an anchor leads.
                width, height = _size(GUIDE / "images" / name)
                child.attrSet("width", width)
                child.attrSet("height", height)
            elif child.type == "link_open" and (other := OTHER.fullmatch(str(child.attrGet("href")))):
                child.attrSet("href", f"{reverse('help-guide', args=[other['slug']])}{other['part']}")
    # The text is ours and HTML in it is escaped.
    return Page(mark_safe(reader.renderer.render(tokens, reader.options, {})), tuple(parts))  # noqa: S308


def _size(picture: Path) -> tuple[int, int]:
    """Width and height of a PNG, as its header says."""
    with picture.open("rb") as file:
        width, height = struct.unpack(">II", file.read(24)[16:])
    return width, height


urlpatterns = [
    path("", help_index, name="help"),
    path("anh/<str:name>", help_image, name="help-image"),
    path("<slug:slug>/", help_guide, name="help-guide"),
]
