"""Files: told by their bytes, kept once under their digest, refused with a sentence."""

from __future__ import annotations

import io
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import uploads
from tests.factories.uploads import archive, png, upload
from tests.people import person
from thidua.files import rules
from thidua.files.answers import download
from thidua.files.errors import FileEmpty, FileGone, FileTooLarge, FileTypeUnknown
from thidua.files.models import StoredFile
from thidua.files.rules import clean_name, type_of
from thidua.files.services import store

TYPES = {
    rules.JPEG: uploads.JPEG,
    rules.PNG: png(),
    rules.WEBP: uploads.WEBP,
    rules.HEIC: uploads.HEIC,
    rules.PDF: uploads.PDF,
    rules.XLSX: uploads.XLSX,
    rules.DOCX: uploads.DOCX,
}
STRANGE = {
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a program": b"MZ" + b"\0" * 200,
    "a plain archive": archive("a.txt"),
    "a workbook with macros": archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    "a cut archive": uploads.XLSX[:-10],
    "an archive with a lying end": uploads.XLSX[:-10] + b"\xff" * 10,
    "a sound in the container of WebP": b"RIFF\x1a\0\0\0WAVEfmt " + b"\0" * 14,
    "a film in the container of HEIC": b"\0\0\0\x18ftypmp42" + b"\0" * 20,
    "one byte": b"\xff",
}


@pytest.mark.parametrize("media_type", TYPES)
def test_the_type_is_told_by_the_bytes(media_type: str) -> None:
    assert type_of(io.BytesIO(TYPES[media_type])) == media_type


@pytest.mark.parametrize("case", STRANGE)
def test_what_is_of_no_known_type_is_not_taken(case: str) -> None:
    assert type_of(io.BytesIO(STRANGE[case])) is None


def test_a_huge_directory_is_not_read_into_memory() -> None:
    parts = ["[Content_Types].xml", "xl/workbook.xml", *(f"{n:05d}{'x' * 200}" for n in range(5_000))]
    assert type_of(io.BytesIO(archive(*parts))) is None


@given(st.binary(max_size=200))
def test_no_bytes_break_the_telling(content: bytes) -> None:
    assert type_of(io.BytesIO(content)) in {None, *rules.SUFFIXES}
    assert type_of(io.BytesIO(b"PK\x03\x04" + content)) is None


@pytest.mark.parametrize(
    ("name", "media_type", "kept"),
    [
        ("bien-ban.pdf", rules.PDF, "bien-ban.pdf"),
        ("ANH.JPEG", rules.JPEG, "ANH.JPEG"),
        ("hoa-don.exe", rules.PDF, "hoa-don.exe.pdf"),
        ("../../etc/passwd", rules.PNG, "passwd.png"),
        ("C:\\Users\\Lan\\ảnh chụp.png", rules.PNG, "ảnh chụp.png"),
        ("gnp.exe\u202e.png", rules.PNG, "gnp.exe.png"),
        ("", rules.PNG, "tep.png"),
        ("a" * 300 + ".pdf", rules.PDF, "a" * 196 + ".pdf"),
    ],
)
def test_a_name_loses_its_folders_and_ends_as_its_type(name: str, media_type: str, kept: str) -> None:
    assert clean_name(name, media_type) == kept


@pytest.mark.django_db
class TestStoring:
    def test_the_bytes_lie_under_their_digest_for_their_owner_only(self, files_folder: Path) -> None:
        stored = store(upload=upload(png(), "Biên bản.png"), by=person())
        assert stored.digest == sha256(png()).hexdigest()
        assert (stored.name, stored.media_type, stored.size) == ("Biên bản.png", rules.PNG, len(png()))
        assert stored.path == files_folder / stored.digest[:2] / stored.digest
        assert stored.path.read_bytes() == png()
        assert stat.S_IMODE(stored.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(stored.path.parent.stat().st_mode) == 0o700

    def test_the_same_bytes_lie_there_once(self, files_folder: Path) -> None:
        first = store(upload=upload(name="a.png"), by=person("anh"))
        second = store(upload=upload(name="b.png"), by=person("binh.minh"))
        assert first.path == second.path
        assert (first.name, second.name) == ("a.png", "b.png")
        assert [path.name for path in files_folder.rglob("*") if path.is_file()] == [first.digest]

    def test_a_failed_change_leaves_the_bytes_for_the_next_try(self) -> None:
        with transaction.atomic():
            store(upload=upload(), by=person())
            transaction.set_rollback(True)
        assert not StoredFile.objects.exists()
        assert store(upload=upload(), by=person()).path.read_bytes() == png()

    def test_refusals_say_what_to_do_and_keep_nothing(self, settings, files_folder: Path) -> None:
        settings.FILE_MAX_BYTES = 100
        refused = [
            (FileEmpty, SimpleUploadedFile("a.png", b""), "không có nội dung"),
            (FileTooLarge, upload(png(40, 40) + b"\0" * 100), "chia thành nhiều tệp"),
            (FileTypeUnknown, upload(b"<script>", "anh.png"), "lưu thành PDF"),
        ]
        for error, sent, words in refused:
            with pytest.raises(error, match=words):
                store(upload=sent, by=person())
        assert not files_folder.exists()
        assert not StoredFile.objects.exists()


@pytest.mark.django_db
class TestSending:
    def test_pictures_and_papers_are_shown_others_saved(self) -> None:
        shown = {}
        for media_type, content in TYPES.items():
            answer = download(store(upload=upload(content, "tệp"), by=person()))
            assert b"".join(answer) == content
            assert answer["Content-Type"] == media_type
            assert answer["X-Content-Type-Options"] == "nosniff"
            shown[media_type] = answer["Content-Disposition"].startswith("inline")
        assert {media_type for media_type, inline in shown.items() if inline} == rules.SHOWN

    def test_lost_bytes_are_said_to_be_lost(self) -> None:
        stored = store(upload=upload(), by=person())
        stored.path.unlink()
        with pytest.raises(FileGone, match="sao lưu"):
            download(stored)
