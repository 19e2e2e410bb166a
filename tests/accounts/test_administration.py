"""Who administers whom, and what may be given where: enumerated, so that nobody rises by a side door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import people
from thidua.access.errors import NotYourAccount, NotYours
from thidua.access.models import Delegation, Grant
from thidua.access.queries import manageable
from thidua.access.rules import Permission, Role
from thidua.access.services import delegate, end_role, give_grant, give_role, resume_role
from thidua.audit.models import AuditInbox
from thidua.core import clock
from thidua.org.models import Post
from thidua.org.rules import PostRole
from thidua.org.services import appoint
from thidua.people.models import OneTimeCode, User
from thidua.people.services import issue_codes, use_code

PAGE = "/quan-tri/tai-khoan/"
EVERYBODY = {"chief", "admin.north", "admin.south", "chair.school", "officer.north"}


def names(users) -> set[str]:
    return set(users.values_list("username", flat=True))


class TestWhoIsManaged:
    def test_the_root_manages_all_and_a_district_its_own(self, federation):
        assert names(manageable(federation.chief)) == EVERYBODY
        assert names(manageable(federation.north)) == {"admin.north", "chair.school", "officer.north"}
        assert names(manageable(federation.officer)) == set()
        assert names(manageable(federation.chair)) == set()

    @pytest.mark.parametrize("where", ["unit", "named", "post"])
    def test_one_foot_elsewhere_takes_an_account_out_of_reach(self, federation, where):
        works = federation.units["works"]
        if where == "unit":
            give_grant(user=federation.chair, role=Role.SPECIALIST, unit=works, by=None)
        elif where == "named":
            give_grant(user=federation.chair, role=Role.SPECIALIST, units=[works], by=None)
        else:
            term = (people.ALWAYS, None)
            appoint(
                person=federation.chair.person, unit=works, role=PostRole.COMMITTEE, title="x", during=term, by=None
            )

        assert "chair.school" not in names(manageable(federation.north))

    def test_a_foot_that_was_elsewhere_does_not(self, federation):
        today = clock.today()
        give_grant(
            user=federation.chair,
            role=Role.SPECIALIST,
            unit=federation.units["works"],
            since=today - timedelta(days=9),
            until=today,
            by=None,
        )

        assert "chair.school" in names(manageable(federation.north))

    def test_who_stands_in_for_somebody_higher_is_out_of_reach(self, federation):
        city = people.officer(federation.units["city"], "officer.city")
        today = clock.today()
        delegate(from_user=city, to_user=federation.officer, first=today, last=today, reason="x", by=city)

        assert "officer.north" not in names(manageable(federation.north))

    def test_a_stand_in_administers_nothing(self, federation):
        today = clock.today()
        delegate(from_user=federation.north, to_user=federation.chair, first=today, last=today, reason="x", by=None)

        assert names(manageable(federation.chair)) == set()


class TestWhatMayBeGiven:
    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("unit", ["city", "district_north", "school", "district_south", "works"])
    def test_by_the_administrator_of_a_district(self, federation, role, unit):
        mine = unit in {"district_north", "school"}
        user = people.person("new")
        term = (people.ALWAYS, None)
        school = federation.units["school"]
        appoint(person=user.person, unit=school, role=PostRole.COMMITTEE, title="x", during=term, by=None)

        if mine:
            give_role(user=user, role=role, unit=federation.units[unit], by=federation.north)
        else:
            with pytest.raises(NotYours):
                give_role(user=user, role=role, unit=federation.units[unit], by=federation.north)

        assert Grant.objects.filter(user=user, role=role, unit=federation.units[unit]).exists() == mine

    @pytest.mark.parametrize("role", Role)
    def test_by_the_root_everything_everywhere(self, federation, role):
        for unit in federation.units.values():
            give_role(user=people.person("new"), role=role, unit=unit, by=federation.chief)

        assert Grant.objects.filter(role=role, user__username="new").count() == len(federation.units)

    @pytest.mark.parametrize("who", ["officer", "chair"])
    def test_by_nobody_else(self, federation, who):
        with pytest.raises(NotYourAccount):
            give_role(
                user=federation.chair,
                role=Role.SPECIALIST,
                unit=federation.units["school"],
                by=getattr(federation, who),
            )

    def test_not_to_oneself(self, federation):
        for by in (federation.chief, federation.north):
            with pytest.raises(NotYours):
                give_role(user=by, role=Role.OFFICER, unit=federation.units["school"], by=by)

    def test_not_to_an_account_of_another_district(self, federation):
        for user in (federation.south, federation.chief):
            with pytest.raises(NotYourAccount):
                give_role(user=user, role=Role.CHAIR, unit=federation.units["school"], by=federation.north)

    def test_who_administers_named_units_only_makes_no_administrators_below_them(self, federation):
        narrow = people.person("narrow")
        give_grant(user=narrow, role=Role.ADMINISTRATOR, units=[federation.units["district_north"]], by=None)
        user = people.person("new")
        give_grant(user=user, role=Role.CHAIR, units=[federation.units["district_north"]], by=None)

        for role in Role:
            with pytest.raises(NotYours):
                give_role(user=user, role=role, unit=federation.units["district_north"], by=narrow)
        give_role(user=user, role=Role.OFFICER, units=[federation.units["district_north"]], by=narrow)

    def test_ending_and_its_undo_ask_the_same(self, federation):
        grant = federation.chair.grants.get()
        with pytest.raises(NotYourAccount):
            end_role(user=federation.chair, grant_id=grant.pk, by=federation.south)
        end_role(user=federation.chair, grant_id=grant.pk, by=federation.north)
        with pytest.raises(NotYourAccount):
            resume_role(user=federation.chair, grant_id=grant.pk, until=None, by=federation.south)
        resume_role(user=federation.chair, grant_id=grant.pk, until=None, by=federation.north)

        grant.refresh_from_db()
        assert grant.during.upper is None

    def test_a_grant_of_another_account_is_not_reached_through_this_one(self, federation):
        with pytest.raises(NotYours):
            end_role(user=federation.chair, grant_id=federation.chief.grants.get().pk, by=federation.north)


class TestPages:
    def test_the_list_is_searched_without_accents_and_narrowed(self, federation):
        client = federation.page(federation.chief)
        federation.chair.person.full_name = "Đặng Thị Hồng"
        federation.chair.person.search = "dang thi hong"
        federation.chair.person.save()

        for query, found in (
            ("q=hồng dang", {"chair.school"}),
            ("role=administrator", {"chief", "admin.north", "admin.south"}),
            ("unit=district_north", {"admin.north", "chair.school", "officer.north"}),
            ("state=inactive", set()),
        ):
            lines = client.get(f"{PAGE}?{query}").context["lines"]
            assert {line.user.username for line in lines} == found, query
        assert client.get(f"{PAGE}?unit=nowhere").status_code == 422
        assert client.get(f"{PAGE}?page=0").status_code == 422

    @pytest.mark.django_db
    def test_the_list_asks_as_much_for_many_as_for_few(self, federation, django_assert_max_num_queries):
        client = federation.page(federation.chief)
        with django_assert_max_num_queries(30) as few:
            client.get(PAGE)
        for number in range(30):
            people.chair(federation.units["school"], f"more.{number}")
        with django_assert_max_num_queries(len(few)):
            assert len(client.get(PAGE).context["lines"]) == 35

    def test_an_account_is_opened_with_its_first_role(self, federation):
        client = federation.page(federation.north)
        given = {"full_name": "Lê Văn Tám", "username": "Le.Van.Tam", "role": "chair", "unit": "school", "email": ""}

        assert client.post(f"{PAGE}moi/", given | {"unit": "works"}).status_code == 422
        assert client.post(f"{PAGE}moi/", given | {"username": "chief"}).status_code == 422
        assert client.post(f"{PAGE}moi/", given).status_code == 302

        user = User.objects.get(username="le.van.tam")
        assert (user.has_usable_password(), user.grants.get().unit.code) == (False, "school")

    def test_a_role_is_given_ended_and_both_undone(self, federation):
        client = federation.page(federation.north)
        base = f"{PAGE}{federation.chair.pk}/"
        before = federation.chair.grants.count()
        client.post(f"{base}quyen/", {"role": "specialist", "unit": "school; district_north"})
        given = federation.chair.grants.latest("pk")
        assert {named.unit.code for named in given.named_units.all()} == {"school", "district_north"}
        client.post(f"{base}quyen/{given.pk}/bo/")
        assert federation.chair.grants.count() == before

        held = federation.chair.grants.get()
        client.post(f"{base}quyen/{held.pk}/ket-thuc/")
        held.refresh_from_db()
        assert held.during.upper == clock.today()
        client.post(f"{base}quyen/{held.pk}/khoi-phuc/?den=")
        held.refresh_from_db()
        assert held.during.upper is None

    def test_a_post_is_noted_ended_and_both_undone(self, federation):
        client = federation.page(federation.north)
        base = f"{PAGE}{federation.chair.pk}/chuc-vu/"
        client.post(base, {"role": "chair", "unit": "school", "since": "2020-01-01"})
        post = Post.objects.get()
        assert post.title == "Chủ tịch"
        client.post(f"{base}{post.pk}/ket-thuc/")
        assert Post.objects.get().during.upper == clock.today()
        client.post(f"{base}{post.pk}/khoi-phuc/?den=")
        assert Post.objects.get().during.upper is None
        client.post(f"{base}{Post.objects.get().pk}/bo/")
        assert not Post.objects.exists()

    def test_out_of_use_and_back(self, federation):
        client = federation.page(federation.north)
        client.post(f"{PAGE}{federation.chair.pk}/ngung/")
        federation.chair.refresh_from_db()
        assert not federation.chair.is_active
        client.post(f"{PAGE}{federation.chair.pk}/dung-lai/")
        federation.chair.refresh_from_db()
        assert federation.chair.is_active
        assert client.post(f"{PAGE}{federation.north.pk}/ngung/").status_code == 404

    @pytest.mark.parametrize(
        "path",
        [
            "",
            "sua/",
            "quyen/",
            "chuc-vu/",
            "ngung/",
            "dung-lai/",
            "phien/ket-thuc/",
            "xac-nhan-hai-buoc/tat/",
            "xem-nhu/",
        ],
    )
    def test_an_account_outside_does_not_exist(self, federation, path):
        client = federation.page(federation.north)
        for user in (federation.chief, federation.south):
            for method in ("get", "post"):
                answer = getattr(client, method)(f"{PAGE}{user.pk}/{path}", {"ly-do": "x"})
                assert answer.status_code in {404, 405}
        assert User.objects.filter(is_active=False).count() == 0

    def test_codes_are_issued_only_within_reach(self, federation):
        client = federation.page(federation.north)

        sheets = client.post(f"{PAGE}phieu/", {"tai-khoan": [federation.chair.pk, federation.chief.pk, "9" * 30, "x"]})

        assert [sheet.user.username for sheet in sheets.context["sheets"]] == ["chair.school"]
        assert set(OneTimeCode.objects.values_list("user__username", flat=True)) == {"chair.school"}
        assert client.post(f"{PAGE}phieu/").status_code == 422
        code = sheets.context["sheets"][0].code
        assert use_code(code=code.lower().replace("-", " "), password="một-mật-khẩu-dài") == federation.chair


def test_a_code_opens_once_and_not_when_it_is_old(federation, client):
    [(_user, code)] = issue_codes(users=[federation.chair], by=federation.north)
    form = {"code": code, "new": "một-mật-khẩu-dài", "again": "một-mật-khẩu-dài"}

    assert client.post("/kich-hoat/", form | {"code": "AAAA-AAAA-AAAA"}).status_code == 422
    assert client.post("/kich-hoat/", form | {"new": "ngắn", "again": "ngắn"}).status_code == 422
    assert client.post("/kich-hoat/", form).status_code == 302
    assert client.get("/").status_code == 200
    client.logout()
    assert client.post("/kich-hoat/", form).status_code == 422

    [(_user, code)] = issue_codes(users=[federation.chair], by=federation.north)
    OneTimeCode.objects.update(expires_at=clock.now() - timedelta(days=400))
    assert client.post("/kich-hoat/", form | {"code": code}).status_code == 422
    assert code.replace("-", "") not in OneTimeCode.objects.get().digest


class TestSeeingAs:
    def begin(self, federation, who, target, reason="xem lỗi"):
        client = federation.page(who)
        return client, client.post(f"{PAGE}{target.pk}/xem-nhu/", {"ly-do": reason})

    def test_what_the_other_sees_and_nothing_that_changes(self, federation):
        client, answer = self.begin(federation, federation.north, federation.chair)
        assert answer.status_code == 302
        page = client.get("/cay-don-vi/")
        assert page.context["user"] == federation.chair
        assert "Thôi xem" in page.content.decode()

        for address in ("/tai-khoan/uy-quyen/", "/doi-mat-khau/", f"{PAGE}moi/", "/api/v1/reports/accept"):
            assert client.post(address).status_code in {403, 401}, address
        for address in ("/tai-khoan/phien/", "/tai-khoan/xac-nhan-hai-buoc/bat/", "/ma-truy-cap/", "/doi-mat-khau/"):
            assert client.get(address).status_code in {403, 404}, address
        assert client.get(PAGE).status_code == 403

        client.post(f"{PAGE}thoi-xem/")
        assert client.get(PAGE).context["user"] == federation.north

    def test_it_takes_a_reason_and_a_reach(self, federation):
        assert self.begin(federation, federation.north, federation.chair, " ")[1].status_code == 422
        assert self.begin(federation, federation.north, federation.chief)[1].status_code == 404
        assert self.begin(federation, federation.chief, federation.chief)[1].status_code == 403
        assert self.begin(federation, federation.officer, federation.chair)[1].status_code == 403

    def test_it_ends_when_the_right_ends(self, federation):
        client, _answer = self.begin(federation, federation.north, federation.chair)
        federation.north.grants.all().delete()

        assert client.get("/tai-khoan/phien/").context["user"] == federation.north

    def test_beginning_and_end_are_the_administrators(self, federation):
        client, _answer = self.begin(federation, federation.north, federation.chair)
        client.post(f"{PAGE}thoi-xem/")
        told = AuditInbox.objects.filter(event__startswith="see_as").order_by("pk")

        assert [(row.event, row.actor_id, row.about_id) for row in told] == [
            ("see_as.begun", federation.north.pk, federation.chair.pk),
            ("see_as.ended", federation.north.pk, federation.chair.pk),
        ]


def test_permission_to_see_as_is_never_lent(federation):
    today = clock.today()
    delegate(from_user=federation.chief, to_user=federation.chair, first=today, last=today, reason="x", by=None)

    assert not manageable(federation.chair, Permission.USER_SEE_AS).exists()
    assert Delegation.objects.count() == 1
