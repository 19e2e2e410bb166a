"""Bad input on the pages of ballots: 422 with everything typed kept, but never a share; votes count once."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories.tree import tree
from tests.voting.ballots import NO, Held, held
from tests.voting.test_pages import QUESTION, SETTINGS, as_, hidden, text_of
from thidua.notices.models import Notice
from thidua.voting.models import Ballot, SealedBallot, Voter
from thidua.voting.rules import Kind, Part, Place, Secrecy, State
from thidua.voting.services.setup import NewOption, NewQuestion

pytestmark = pytest.mark.django_db

THREE = (
    NewQuestion("Chọn hai đơn vị", Kind.CHOOSE, tuple(map(NewOption, ("Hoa Sen", "Hoa Mai", "Hoa Đào"))), most=2),
    NewQuestion("Xếp thứ tự", Kind.RANK, tuple(map(NewOption, ("Một", "Hai", "Ba"))), threshold=Part(1, 3)),
)


@pytest.fixture
def units():
    return tree("city > district > school", "city > sector_far")


def undo_of(answer) -> str:
    """The address by which the toast of a page takes back what was done."""
    last = answer.content.decode().split("data-toast")[-1]
    return html.unescape(last.split('action="')[1].split('"')[0])


def asked(made: Held, name: str, *args: object) -> str:
    return reverse(name, args=[made.ballot.reference, *args])


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"title": ""}, "Hãy ghi tên cuộc bỏ phiếu."),
        ({"quorum": "3/2"}, "Phần viết chưa đúng."),
        ({"quorum": "hai phần ba"}, "Phần viết chưa đúng."),
        ({"quorum": "0"}, "Phần viết chưa đúng."),
        ({"owner": "city"}, "city"),
        ({"secrecy": "half"}, "half"),
        ({"opens_at": "2024-05-18T09:00", "closes_at": "2024-05-18T08:00"}, "phải sau giờ bắt đầu"),
        ({"closes_at": "mai"}, "Giờ viết chưa đúng"),
        ({"title": "Bầu\u202ecụm"}, "dấu đổi chiều"),
    ],
)
def test_settings_that_cannot_be(units, changed, says):
    officer = as_(people.officer(units["district"]))

    answer = officer.post(reverse("ballot-new"), {**SETTINGS, "owner": "district", "purpose": "Giữ nguyên", **changed})

    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "Giữ nguyên" in answer.content.decode()
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"options": "  \n "}, "ít nhất một phương án"),
        ({"options": "A\nA"}, "tên không trùng nhau"),
        ({"options": "| chỉ giới thiệu"}, "chưa ghi tên phương án"),
        ({"options": "\n".join(map(str, range(61)))}, "nhiều nhất là 60"),
        ({"most": "9"}, "từ 1 đến số phương án"),
        ({"threshold": "120%"}, "Phần viết chưa đúng"),
        ({"kind": "hơn"}, "hơn"),
    ],
)
def test_questions_that_cannot_be(units, changed, says):
    made = held(units["district"], state=State.DRAFT)
    officer = as_(people.officer(units["district"]))

    answer = officer.post(asked(made, "ballot-question-add"), {**QUESTION, "text": "Câu hỏi giữ lại", **changed})

    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "Câu hỏi giữ lại" in answer.content.decode()
    assert made.ballot.questions.count() == 1


def test_a_question_is_changed_and_taken_out_beside_others(units):
    made = held(units["district"], state=State.DRAFT, questions=THREE)
    officer = as_(people.officer(units["district"]))

    assert officer.post(asked(made, "ballot-question", 2), {**QUESTION, "text": "Câu mới"}).status_code == 302
    assert [one.text for one in made.ballot.questions.all()] == ["Chọn hai đơn vị", "Câu mới"]
    assert officer.post(asked(made, "ballot-question-remove", 1)).status_code == 302
    assert [one.text for one in made.ballot.questions.all()] == ["Câu mới"]
    undo = undo_of(officer.get(asked(made, "ballot")))
    assert officer.post(undo).status_code == 302
    assert [one.text for one in made.ballot.questions.all()] == ["Chọn hai đơn vị", "Câu mới"]
    assert officer.post(undo.replace("cau=", "cau=x")).status_code == 404
    assert officer.get(asked(made, "ballot-question", 7)).status_code == 404


def test_a_roster_from_units_and_from_names(units):
    made = held(units["district"], state=State.DRAFT)
    chair, twin, other = (people.chair(units["school"], name) for name in ("hoa", "mai", "dao"))
    twin.person.full_name = other.person.full_name = "Nguyễn Thị Mai"
    twin.person.save()
    other.person.save()
    officer, address = as_(people.officer(units["district"])), asked(made, "ballot-roster")

    wrong = officer.post(address, {"units": "nowhere", "role": "chair", "people": "Nguyễn Thị Mai\nkhong.co\thuyện"})
    assert wrong.status_code == 422
    for part in ("Có nhiều người tên «Nguyễn Thị Mai»", "dao, mai", "«khong.co»"):
        assert part in text_of(wrong)
    assert "khong.co" in wrong.content.decode()
    assert made.ballot.voters.count() == 4

    assert (
        officer.post(address, {"units": "school\nSCHOOL", "role": "chair", "people": "hoa\thuyện"}).status_code == 302
    )
    listed = made.ballot.voters.filter(user__in=[chair, twin, other])
    assert listed.count() == 3
    line = listed.get(user=chair)
    assert officer.post(asked(made, "ballot-roster-remove"), {"voter": str(line.pk)}).status_code == 302
    assert not made.ballot.voters.filter(user=chair).exists()
    assert made.ballot.voters.count() == 6
    assert officer.post(undo_of(officer.get(address))).status_code == 302
    assert made.ballot.voters.get(user=chair).body == "school"


def test_a_unit_out_of_reach_is_not_told_of(units):
    made = held(units["district"], state=State.DRAFT)
    officer = as_(people.officer(units["district"]))

    answer = officer.post(asked(made, "ballot-roster"), {"units": "sector_far", "role": "officer", "people": ""})

    assert answer.status_code == 422
    assert "trong phạm vi của bạn" in text_of(answer)


def test_a_committee_of_one_person_twice(units):
    made = held(units["district"], state=State.DRAFT)
    officer = as_(people.officer(units["district"]))

    answer = officer.post(asked(made, "ballot-committee"), {"first": "voter.1", "second": "voter.1", "third": "nobody"})

    assert answer.status_code == 422
    assert "«nobody»" in text_of(answer)
    assert 'value="voter.1"' in answer.content.decode()
    answer = officer.post(
        asked(made, "ballot-committee"), {"first": "voter.1", "second": "voter.1", "third": "voter.2"}
    )
    assert answer.status_code == 422
    assert "có tên hai lần" in text_of(answer)


def test_a_share_that_is_not_hers_is_not_said_again(units):
    made = held(units["district"], state=State.READY)
    client, address = as_(made.committee[0]), asked(made, "ballot-open")

    for words, says in ((made.shares[1].words, "không phải của bạn"), ("mot hai ba", "không phải là một mảnh khóa")):
        answer = client.post(address, {"words": words})
        assert answer.status_code == 422
        assert says in text_of(answer)
        assert words not in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
    slipped = made.shares[0].words.split()
    slipped[4], slipped[8] = "khoá", "olimpic"
    told = text_of(client.post(address, {"words": " ".join(slipped[:-1])}))
    assert "Bạn đã nhập 32 từ. Từ viết chưa đúng: từ thứ 5, 9." in told
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(asked(made, "ballot-key", "open")).status_code == 409
    assert client.post(asked(made, "ballot-key", "burn")).status_code == 404


def test_a_paper_that_breaks_a_rule_comes_back_as_it_was_filled_in(units):
    made = held(units["district"], questions=THREE)
    client, address = as_(made.voters[0]), asked(made, "ballot-vote")
    slip = hidden(client.get(address), "slip")
    marked = {"c1-1": "1", "c1-2": "1", "c1-3": "1", "c2-1": "2"}

    for step in ("review", "cast"):
        answer = client.post(address, {"step": step, "slip": slip, **marked})
        assert answer.status_code == 422
        assert "chỉ được chọn không quá 2" in text_of(answer)
        assert "không bỏ cách quãng" in text_of(answer)
        assert answer.content.decode().count("checked") == 3
        assert hidden(answer, "slip") == slip
    assert client.post(address, {"step": "review", "c1-1": "7"}).status_code == 422
    assert not SealedBallot.objects.exists()


def test_sending_again_is_the_same_vote_and_another_page_is_refused(units):
    made = held(units["district"])
    client, address = as_(made.voters[0]), asked(made, "ballot-vote")
    first, second = hidden(client.get(address), "slip"), hidden(client.get(address), "slip")
    sent = {"step": "cast", "slip": first, "c1-1": "1"}

    answer, again = client.post(address, sent), client.post(address, sent)
    other = client.post(address, {**sent, "slip": second, "c1-1": "2"})

    assert (answer.status_code, again.status_code, other.status_code) == (200, 200, 409)
    code = answer.content.decode().split('class="ballot-code">')[1].split("<")[0]
    assert code in again.content.decode()
    assert "lần gửi lại không tính thêm" in text_of(again)
    assert "chỉ bỏ một lần" in text_of(other)
    assert SealedBallot.objects.count() == 1
    assert client.get(address).status_code == 302


def test_the_answer_to_a_vote_has_no_menu_and_lets_the_next_one_sign_in(units):
    made = held(units["district"])
    client, address = Client(enforce_csrf_checks=True), asked(made, "ballot-vote")
    client.force_login(made.voters[0])
    client.cookies["theme"] = "dark"
    page = client.get(address)
    sent = {"step": "cast", "slip": hidden(page, "slip"), "c1-1": "1"}
    assert client.post(address, sent).status_code == 403

    answer = client.post(address, {**sent, "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken")})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert 'id="rail"' in page.content.decode()
    assert 'id="rail"' not in shown
    assert re.search(r'css/dark[^"]*" media="screen"', shown)
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    token = hidden(answer, "csrfmiddlewaretoken")
    assert client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token}).status_code == 302
    assert client.get(address).status_code == 302


def test_a_slip_of_another_page_keeps_the_choice_and_asks_again(units):
    made = held(units["district"])
    theirs = hidden(as_(made.voters[1]).get(asked(made, "ballot-vote")), "slip")
    client, address = as_(made.voters[0]), asked(made, "ballot-vote")

    answer = client.post(address, {"step": "cast", "slip": theirs, "c1-1": "2"})

    assert answer.status_code == 422
    assert 'value="2" checked' in answer.content.decode()
    assert hidden(answer, "slip") != theirs
    assert not Voter.objects.filter(voted_at__isnull=False).exists()


def test_only_who_is_marked_present_votes_in_the_room(units):
    made = held(units["district"], place=Place.ROOM)
    voter = made.ballot.voters.get(user=made.voters[0])
    client, member = as_(made.voters[0]), as_(made.committee[0])
    assert client.get(asked(made, "ballot-vote")).status_code == 302
    assert "điểm danh" in text_of(client.get(asked(made, "ballot")))

    assert member.post(asked(made, "ballot-roll-mark"), {"present": voter.pk}).status_code == 302
    assert client.get(asked(made, "ballot-vote")).status_code == 200
    assert member.post(f"{asked(made, 'ballot-roll-mark')}?absent={voter.pk}").status_code == 302
    assert client.get(asked(made, "ballot-vote")).status_code == 302
    lines = [one.pk for one in made.ballot.voters.all()]
    assert member.post(asked(made, "ballot-roll-mark"), {"present": "page", "listed": lines}).status_code == 302
    assert made.ballot.voters.filter(present=True).count() == 4
    assert member.post(asked(made, "ballot-roll-mark"), {"written": "99999"}).status_code == 404


def test_reminders_go_to_who_has_not_voted_and_once_a_day(units):
    made = held(units["district"])
    as_(made.voters[0]).post(
        asked(made, "ballot-vote"),
        {"step": "cast", "slip": hidden(as_(made.voters[0]).get(asked(made, "ballot-vote")), "slip"), "c1-1": "1"},
    )
    member = as_(made.committee[0])

    for _time in range(2):
        assert member.post(asked(made, "ballot-remind")).status_code == 302

    told = Notice.objects.filter(kind="ballot.reminded").values_list("user__username", flat=True)
    assert sorted(told) == ["voter.1", "voter.2", "voter.3"]


def test_papers_are_entered_by_two_and_counted(units):
    made = held(units["district"])
    absent = made.ballot.voters.get(user=made.voters[0])
    made.vote(made.voters[1], NO)
    one, two = as_(made.committee[0]), as_(made.committee[1])
    assert one.post(asked(made, "ballot-roll-mark"), {"written": absent.pk}).status_code == 302
    assert as_(made.voters[0]).get(asked(made, "ballot-vote")).status_code == 302
    for member in (one, two):
        assert member.post(asked(made, "ballot-key", "close")).status_code == 302

    assert one.post(asked(made, "ballot-paper", 1), {"c1": "x"}).status_code == 302
    assert two.post(asked(made, "ballot-paper", 1), {"c1-1": "1"}).status_code == 302
    assert two.get(asked(made, "ballot-paper", 2)).status_code == 404
    shares = {"one-words": made.shares[0].words, "two-words": made.shares[1].words}
    refused = one.post(asked(made, "ballot-count"), shares)
    assert refused.status_code == 409
    assert "nhập lại: 1" in text_of(refused)
    assert "Mọi phiếu đã được hai thành viên nhập." in text_of(refused)
    assert made.shares[0].words not in refused.content.decode()
    assert two.post(asked(made, "ballot-paper", 1), {"c1": "x"}).status_code == 302
    assert one.post(asked(made, "ballot-count"), shares).status_code == 302
    assert "Không hợp lệ" in text_of(one.get(asked(made, "ballot-result")))


def test_counting_needs_two_shares_of_this_ballot(units):
    made = held(units["district"], state=State.CLOSED)
    client, address = as_(made.committee[0]), asked(made, "ballot-count")
    words = made.shares[0].words

    for shares, status in (
        ({}, 422),
        ({"one-words": words}, 422),
        ({"one-words": words, "two-words": words}, 422),
    ):
        answer = client.post(address, shares)
        assert answer.status_code == status
        assert words not in answer.content.decode()
    assert made.fresh().state == State.CLOSED


def test_a_ballot_is_declared_void_by_two_with_one_reason(units):
    made = held(units["district"])
    one, two, address = as_(made.committee[0]), as_(made.committee[1]), asked(made, "ballot-void")

    assert one.post(address, {"reason": " "}).status_code == 422
    assert one.post(address, {"reason": "Danh sách sai"}).status_code == 302
    assert "Danh sách sai" in two.get(address).content.decode()
    assert two.post(address).status_code == 302
    page = text_of(as_(made.voters[0]).get(asked(made, "ballot")))
    assert "không có giá trị" in page
    assert "Danh sách sai" in page


def test_an_open_ballot_names_who_chose_what(units):
    made = held(units["district"], secrecy=Secrecy.OPEN)
    client, address = as_(made.voters[0]), asked(made, "ballot-vote")
    assert 'name="slip"' not in client.get(address).content.decode()
    answer = client.post(address, {"step": "cast", "c1-1": "2"})
    assert answer.status_code == 200
    assert "ballot-code" not in answer.content.decode()
    for member in made.committee[:2]:
        as_(member).post(asked(made, "ballot-key", "close"))

    assert as_(made.committee[0]).post(asked(made, "ballot-count")).status_code == 302
    result = text_of(client.get(asked(made, "ballot-result")))
    assert "Voter.0 Không đồng ý" in result


def test_a_draft_is_thrown_away_and_brought_back(units):
    made = held(units["district"], state=State.DRAFT)
    officer = as_(people.officer(units["district"]))

    assert officer.post(asked(made, "ballot-discard")).status_code == 302
    assert officer.get(asked(made, "ballot")).status_code == 404
    assert officer.post(asked(made, "ballot-restore")).status_code == 302
    assert officer.get(asked(made, "ballot")).status_code == 200


def test_the_state_is_asked_for_cheaply_and_renews_the_page_when_a_key_turns(units):
    made = held(units["district"])
    client, address = as_(made.voters[3]), asked(made, "ballot-state")
    token = client.get(address).content.decode().split("da=")[1].split('"')[0]
    assert client.get(f"{address}?da={token}").status_code == 204

    as_(made.committee[0]).post(asked(made, "ballot-key", "close"))

    answer = client.get(f"{address}?da={token}")
    assert answer.status_code == 200
    assert answer["HX-Refresh"] == "true"
    assert client.get(f"{address}?da=").status_code == 200


def test_the_committee_is_told_that_it_is_wanted(units):
    made = held(units["district"], state=State.READY)
    for member, share in zip(made.committee, made.shares, strict=True):
        as_(member).post(asked(made, "ballot-open"), {"words": share.words})
    for _time in range(2):
        assert as_(made.committee[0]).post(asked(made, "ballot-key", "open")).status_code == 302
        as_(made.committee[0]).post(asked(made, "ballot-key-back", "open"))

    told = Notice.objects.order_by("user__username").values_list("kind", "user__username")
    assert sorted(told.filter(kind="ballot.prepared")) == [("ballot.prepared", f"member.{n}") for n in range(3)]
    assert sorted(told.filter(kind="ballot.key_waits")) == [
        ("ballot.key_waits", name) for name in ("member.1", "member.1", "member.2", "member.2")
    ]


def test_nobody_signed_in_sees_a_ballot(units):
    made = held(units["district"])

    assert Client().get(asked(made, "ballot")).status_code == 302
