"""What a file hides is found, what it shows is drawn small, and what nobody needs is forgotten."""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tests.factories import uploads
from tests.factories.issued import a_pdf
from tests.factories.uploads import archive, png, upload
from tests.people import person
from thidua.core import clock
from thidua.files import previews, rules
from thidua.files.errors import FileActive, FileTypeUnknown, NoPreview
from thidua.files.models import StoredFile
from thidua.files.previews import preview
from thidua.files.retention import UNDRAWN, UNUSED, forget_previews, forget_unused
from thidua.files.services import store
from thidua.org.models import Unit
from thidua.reorganisation.models import Reorganisation

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PARTS = ("[Content_Types].xml", "word/document.xml")
REFUSED = {
    "a workbook with macros": (archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "macro"),
    "macros of Excel 4": (archive("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "macro"),
    "a control in a letter": (archive(*PARTS, "word/activeX/activeX1.bin"), "macro"),
    "a program in a letter": (archive(*PARTS, "word/embeddings/oleObject1.bin"), "macro"),
    "a ZIP": (archive("ảnh.png"), "giải nén"),
    "an empty ZIP": (b"PK\x05\x06" + b"\0" * 18, "giải nén"),
    "a RAR": (b"Rar!\x1a\x07\x00" + b"\0" * 20, "giải nén"),
    "a 7z": (b"7z\xbc\xaf\x27\x1c" + b"\0" * 20, "giải nén"),
    "a gzip": (b"\x1f\x8b\x08" + b"\0" * 20, "giải nén"),
    "a tar": (b"a" * 257 + b"ustar" + b"\0" * 250, "giải nén"),
    "an old workbook": (OLE, "kiểu cũ"),
    "an old workbook with macros": (OLE + "_VBA_PROJECT".encode("utf-16-le"), "macro"),
    "a workbook with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "a program": (b"MZ" + b"\0" * 200, "chương trình"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "chương trình"),
    "a page": (b"\xef\xbb\xbf \n<!doctype html><script>alert(1)</script>", "trang web"),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "trang web"),
    "a text": (b"Kinh gui", "không phải ảnh"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED)
def test_each_refusal_says_why_and_what_to_do(case):
    content, words = REFUSED[case]
    with pytest.raises(FileTypeUnknown, match=words):
        store(upload=upload(content, "bao-cao.docx"), by=person())


def a_pdf_with(extra: bytes) -> bytes:
    """A page whose catalogue says something more."""
    return uploads.PDF.replace(b"/Type/Catalog", b"/Type/Catalog" + extra)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "extra",
    [
        b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>",
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        b"/OpenAction<</S/Launch/F(calc.exe)>>",
        b"/AcroForm<</XFA(x)>>",
        b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.exe)/EF<</F 4 0 R>>>>]>>>>",
    ],
    ids=["script", "script at opening", "program", "form language", "packed file"],
)
def test_a_pdf_that_does_more_than_show_pages_is_refused(extra):
    with pytest.raises(FileActive, match="In ra PDF"):
        store(upload=upload(a_pdf_with(extra), "bao-cao.pdf"), by=person())


@pytest.mark.django_db
def test_a_broken_pdf_is_refused():
    with pytest.raises(FileActive, match="bị hỏng hoặc có mật khẩu"):
        store(upload=upload(b"%PDF-1.7\n" + b"x" * 500, "bao-cao.pdf"), by=person())


@pytest.mark.django_db
class TestPreviews:
    def test_a_page_of_a_pdf_is_drawn_once(self):
        file = store(upload=upload(a_pdf("= Một\n#pagebreak()\n= Hai"), "a.pdf"), by=person())

        first, second = preview(file), preview(file, page=1, width=1000)

        assert Image.open(first).width == 160
        assert Image.open(second).width == 1000
        drawn = first.stat().st_mtime_ns
        assert preview(file).stat().st_mtime_ns == drawn

    def test_a_photo_is_upright_small_and_forgets_where_it_was_taken(self):
        photo = Image.new("RGB", (1200, 600), "red")
        exif = Image.Exif()
        exif[0x0112] = 6  # lies on its side
        exif.get_ifd(0x8825)[2] = (IFDRational(21), IFDRational(2), IFDRational(0))
        buffer = io.BytesIO()
        photo.save(buffer, "JPEG", exif=exif)
        file = store(upload=upload(buffer.getvalue(), "anh.jpg"), by=person())

        with Image.open(preview(file)) as small:
            assert small.size == (80, 160)
            assert not small.getexif()

    @pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "1"])
    def test_pictures_of_every_kind_are_drawn(self, mode):
        buffer = io.BytesIO()
        Image.new(mode, (300, 200)).save(buffer, "PNG")
        file = store(upload=upload(buffer.getvalue(), "anh.png"), by=person())

        assert Image.open(preview(file)).size == (160, 107)

    @pytest.mark.parametrize(
        ("content", "asked"),
        [
            (uploads.XLSX, {}),
            (uploads.HEIC, {}),
            (uploads.JPEG, {}),
            (uploads.PDF, {"page": 1}),
            (uploads.PDF, {"page": -1}),
            (png(), {"page": 1}),
            (png(), {"width": 161}),
        ],
        ids=["workbook", "heic", "broken photo", "no such page", "page before the first", "picture's page", "width"],
    )
    def test_what_cannot_be_drawn_says_so(self, content, asked):
        file = store(upload=upload(content, "a"), by=person())
        with pytest.raises(NoPreview, match="Hãy tải tệp về"):
            preview(file, **asked)

    def test_a_picture_that_unpacks_to_gigapixels_is_not_drawn(self):
        file = store(upload=upload(png(30_000, 30_000), "bom.png"), by=person())
        with pytest.raises(NoPreview):
            preview(file)

    def test_pictures_are_drawn_again_after_they_were_forgotten(self):
        file = store(upload=upload(a_pdf(), "a.pdf"), by=person())
        grow_old(preview(file), UNDRAWN)

        assert forget_previews() == 1
        assert preview(file).exists()


def grow_old(path, age: timedelta) -> None:
    then = time.time() - age.total_seconds() - 60
    os.utime(path, (then, then))


def an_old_file(content: bytes = b"", name: str = "cu.png") -> StoredFile:
    file = store(upload=upload(content, name), by=person())
    StoredFile.objects.filter(pk=file.pk).update(stored_at=clock.now() - UNUSED - timedelta(days=1))
    grow_old(file.path, UNUSED)
    return file


@pytest.mark.django_db
class TestRetention:
    def test_what_nothing_refers_to_is_forgotten_after_a_month(self):
        old = an_old_file()
        fresh = store(upload=upload(png(3, 3), "moi.png"), by=person())

        assert forget_unused() == (1, 1)

        assert not old.path.exists()
        assert list(StoredFile.objects.all()) == [fresh]
        assert fresh.path.exists()

    def test_what_something_refers_to_stays(self):
        file = an_old_file()
        unit = Unit.objects.create(code="city", founded_on=clock.today())
        Reorganisation.objects.create(
            issuer=unit, title="a", number="1", decided_on=clock.today(), document=file, on=clock.today(),
            counts_from=clock.today(), made_by=person(), made_at=clock.now(),
        )  # fmt: skip

        assert forget_unused() == (0, 0)
        assert file.path.exists()

    def test_bytes_that_another_row_bears_stay(self):
        old = an_old_file()
        again = store(upload=upload(name="lai.png"), by=person())
        grow_old(old.path, UNUSED)

        assert forget_unused() == (1, 0)
        assert again.path.exists()

    def test_bytes_of_a_change_that_failed_go_too(self):
        file = an_old_file()
        file.delete()

        assert forget_unused() == (0, 1)
        assert not file.path.exists()


def test_widths_and_types_of_previews_are_the_ones_that_browsers_show():
    assert rules.PICTURES <= rules.SHOWN
    assert previews.WIDTHS == (160, 1000)
