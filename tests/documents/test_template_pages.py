"""The page of layouts: upload, errors by name, undo, samples."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.tree import tree
from tests.people import administrator
from thidua.documents.models import Template
from thidua.documents.pdf import SHIPPED
from thidua.documents.rules import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client: Client) -> Client:
    units = tree("city > district", "other")
    client.force_login(administrator(units["city"]))
    return client


def send(client: Client, content: bytes, name: str = "mau.typ", unit: str = "city"):
    data = {"unit": unit, "kind": Kind.REPORT, "note": "Quyết định 12", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("template-list"), data)


def test_a_layout_is_uploaded_put_out_of_use_and_to_use_again(keeper):
    answer = send(keeper, SHIPPED.read_bytes(), unit="district")
    assert answer.status_code == 302
    made = Template.objects.get()
    assert (made.number, made.active, made.note, made.unit.code) == (1, True, "Quyết định 12", "district")
    page = keeper.get(answer["Location"]).content.decode()
    assert "Bản 1 của district" in page
    assert "Quyết định 12" in page
    assert keeper.post(reverse("template-rest", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert not made.active
    keeper.post(reverse("template-use", args=[made.pk]))
    made.refresh_from_db()
    assert made.active


def test_a_wrong_field_is_named_and_what_was_typed_is_kept(keeper):
    answer = send(keeper, SHIPPED.read_bytes().replace(b"letterhead(d)", b"[#d.frame.ten_don_vi]"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "«ten_don_vi»" in page
    assert "Quyết định 12" in page
    assert not Template.objects.exists()


@pytest.mark.parametrize("data", [{}, {"unit": "other", "kind": "report"}, {"unit": "city", "kind": "x"}])
def test_bad_input_changes_nothing(keeper, data):
    file = SimpleUploadedFile("mau.typ", SHIPPED.read_bytes())
    assert keeper.post(reverse("template-list"), {**data, "file": file}).status_code == 422
    assert not Template.objects.exists()


def test_somebody_elses_layout_is_not_there(keeper):
    send(keeper, SHIPPED.read_bytes())
    made = Template.objects.get()
    other = Client()
    other.force_login(administrator(tree("far")["far"]))
    for name in ("template-file", "template-sample"):
        assert other.get(reverse(name, args=[made.pk])).status_code == 404
    for name in ("template-use", "template-rest"):
        assert other.post(reverse(name, args=[made.pk])).status_code == 404


def test_samples_and_shipped_layouts_are_there_to_take(keeper):
    send(keeper, SHIPPED.read_bytes())
    made = Template.objects.get()
    assert b"".join(keeper.get(reverse("template-sample", args=[made.pk]))).startswith(b"%PDF")
    assert b"".join(keeper.get(reverse("template-file", args=[made.pk]))) == SHIPPED.read_bytes()
    assert b"".join(keeper.get(reverse("template-shipped-pdf"))) == SHIPPED.read_bytes()
    assert b"".join(keeper.get(reverse("template-shipped-pdf") + "?thu")).startswith(b"%PDF")
    shipped = docx.Document(BytesIO(b"".join(keeper.get(reverse("template-shipped-word")))))
    assert "{{p body }}" in [paragraph.text for paragraph in shipped.paragraphs]
    sample = docx.Document(BytesIO(b"".join(keeper.get(reverse("template-shipped-word") + "?thu"))))
    assert "I. KẾT QUẢ" in [paragraph.text for paragraph in sample.paragraphs]


def test_statements_do_not_grow_with_versions(keeper):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert keeper.get(reverse("template-list")).status_code == 200
        return len(asked)

    send(keeper, SHIPPED.read_bytes())
    count()
    one, first = count(), Template.objects.get()
    for number in range(2, 12):
        first.pk, first.number = None, number
        first.save()
    assert count() == one
