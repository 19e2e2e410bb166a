"""What a person, HTMX and a program are told when something cannot be done."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.urls("tests.ui.urls"), pytest.mark.django_db]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("how", "status", "sentence"),
    [
        ("rule", 409, "Báo cáo đã được tiếp nhận. Hãy lập bản điều chỉnh."),
        ("entries", 422, "Tệp có 1 dòng sai."),
        ("forbidden", 403, "Tài khoản không có quyền này ở đơn vị."),
        ("forbidden-silently", 403, "Tài khoản của bạn không được làm việc này."),
        ("absent", 404, "không thuộc phạm vi"),
        ("malformed", 400, "Yêu cầu không đọc được."),
        ("bug", 500, "Dữ liệu đã lưu không bị ảnh hưởng."),
    ],
)
class TestEveryFailure:
    def test_is_a_page_with_a_sentence_and_a_way_on(self, visitor, how, status, sentence):
        answer = visitor.get(f"/hong/{how}/")

        assert answer.status_code == status
        assert sentence in answer.content.decode()
        assert 'class="btn btn-primary' in answer.content.decode()

    def test_is_a_fragment_above_the_content_for_htmx(self, visitor, how, status, sentence):
        answer = visitor.get(f"/hong/{how}/", headers=HTMX)

        assert answer.status_code == status
        assert answer["HX-Retarget"] == "#notices"
        assert sentence in answer.content.decode()
        assert "<html" not in answer.content.decode()

    def test_is_a_code_and_a_sentence_for_a_program(self, visitor, how, status, sentence):
        answer = visitor.get(f"/api/hong/{how}/")

        assert answer.status_code == status
        assert sentence in answer.json()["sentence"]
        assert answer.json()["code"]


def test_bad_entries_are_named_by_their_path_and_escaped(visitor):
    page = visitor.get("/hong/entries/").content.decode()

    assert "<code>B7</code>: Thiếu mã đơn vị &lt;b&gt;." in page
    assert visitor.get("/api/hong/entries/").json()["entries"] == [{"path": "B7", "sentence": "Thiếu mã đơn vị <b>."}]


def test_the_code_of_a_rule_is_its_name(visitor):
    assert visitor.get("/api/hong/rule/").json()["code"] == "already-accepted"


def test_a_fault_tells_nothing_about_its_inside(visitor):
    assert "secret" not in visitor.get("/hong/bug/").content.decode()


def test_a_form_from_elsewhere_is_refused_with_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/nhan/")

    assert answer.status_code == 403
    assert "tải lại trang rồi gửi lại" in answer.content.decode()


@pytest.mark.parametrize("address", ["/nhan/?q=%00", "/nhan%00/", "/nhan/?q=a%00b&x=1"])
def test_a_nul_in_an_address_is_refused(visitor, address):
    answer = visitor.get(address)

    assert answer.status_code == 400
    assert "ký tự không hợp lệ" in answer.content.decode()
