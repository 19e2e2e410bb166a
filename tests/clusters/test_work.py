"""The calendar, the talk and the reviews of a cluster: what is done, who is told, what is taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.clusters.conftest import DISTRICTS, TODAY, World, signed_in
from tests.clusters.test_figures import with_figures
from tests.factories.clusters import a_line
from tests.factories.uploads import png
from thidua.core import clock
from thidua.documents.models import Version
from thidua.documents.stored import content_from_data
from thidua.drafting.stale import freshness
from thidua.emulation.clusters import errors
from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.queries.calendar import entries, waiting
from thidua.emulation.clusters.queries.planning import plan_of
from thidua.emulation.clusters.queries.reviews import reviews_of
from thidua.emulation.clusters.rules import Whose
from thidua.emulation.clusters.services import duties, reviews, talk
from thidua.emulation.clusters.services.comparing import choose_indicators
from thidua.emulation.clusters.standing import standing_in
from thidua.files.errors import FileTypeUnknown
from thidua.notices.models import Notice

pytestmark = pytest.mark.django_db


def kinds(user) -> list[str]:
    """What somebody was told."""
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def calendar(world: World):
    return entries(world.cluster, standing_in(world.organiser, world.cluster).seats)


class TestCalendar:
    def test_it_is_laid_out_from_the_plan_of_the_year_once(self, world):
        planned = plan_of(world.units["city"].pk, 2024)
        assert planned.of_year is None
        assert duties.lay_out(cluster_id=world.cluster.pk, by=world.lead) == len(planned.lines)
        assert duties.lay_out(cluster_id=world.cluster.pk, by=world.lead) == 0
        by_title = {entry.duty.title: entry for entry in calendar(world)}
        assert by_title["Đăng ký thi đua năm"].duty.due_on == date(2024, 1, 25)
        assert len(by_title["Đăng ký thi đua năm"].units) == 6
        assert len(by_title["Sơ kết 6 tháng đầu năm"].units) == 1

    def test_an_owners_own_plan_goes_on_in_later_years(self, world):
        city = world.units["city"]
        duties.save_plan(
            owner=city, year=2024, lines=[a_line("Ký giao ước", date(2024, 2, 29), Whose.LEAD)], by=world.organiser
        )
        later = plan_of(city.pk, 2025)
        assert (later.of_year, later.lines[0].due_on) == (2024, date(2025, 2, 28))
        assert plan_of(city.pk, 2023).of_year is None
        with pytest.raises(errors.DutyTwice):
            duties.save_plan(owner=city, year=2024, lines=[a_line("A", TODAY), a_line("A", TODAY)], by=world.organiser)

    def test_done_and_late_are_said_for_each(self, world):
        duty = duties.add_duty(
            cluster_id=world.cluster.pk, line=a_line("Gửi số liệu", date(2024, 5, 10)), by=world.lead
        )
        duties.mark_done(duty_id=duty.pk, unit=world.units["district_c"], by=world.member)
        duties.mark_done(duty_id=duty.pk, unit=world.units["district_c"], by=world.member)
        (entry,) = calendar(world)
        assert (entry.done, entry.late, entry.over) == (1, 5, False)
        assert [one.late for one in entry.units if one.done] == [True]
        duties.mark_not_done(duty_id=duty.pk, unit=world.units["district_c"], by=world.member)
        assert calendar(world)[0].done == 0

    def test_the_leads_duty_is_nobody_elses(self, world):
        line = a_line("Tổng kết", date(2024, 6, 1), Whose.LEAD)
        duty = duties.add_duty(cluster_id=world.cluster.pk, line=line, by=world.lead)
        with pytest.raises(errors.NotYourDuty):
            duties.mark_done(duty_id=duty.pk, unit=world.units["district_c"], by=world.member)
        assert [one.title for one in waiting(world.lead)] == ["Tổng kết"]
        assert waiting(world.member) == []

    def test_what_is_removed_waits_for_nobody_and_comes_back(self, world):
        duty = duties.add_duty(cluster_id=world.cluster.pk, line=a_line("Gửi số liệu", TODAY), by=world.lead)
        assert [(one.code, one.late) for one in waiting(world.member)] == [("district_c", False)]
        duties.remove_duty(duty_id=duty.pk, by=world.lead)
        assert waiting(world.member) == []
        duties.restore_duty(duty_id=duty.pk, by=world.lead)
        assert len(waiting(world.member)) == 1

    def test_people_are_reminded_once_a_step(self, world):
        duty = duties.add_duty(
            cluster_id=world.cluster.pk, line=a_line("Gửi số liệu", TODAY + timedelta(days=5)), by=world.lead
        )
        duties.mark_done(duty_id=duty.pk, unit=world.units["district_b"], by=world.deputy)
        assert duties.remind_by_calendar() == 2  # the lead and the member; who has done it is left alone
        assert duties.remind_by_calendar() == 0
        with clock.on_day(TODAY + timedelta(days=6)):
            assert duties.remind_by_calendar() == 2
        assert kinds(world.member) == ["duty.due", "duty.overdue"]
        assert duties.remind_of_duty(duty_id=duty.pk, by=world.lead) == 5
        assert kinds(world.member)[-1] == "duty.reminded"

    def test_waiting_asks_as_often_for_many_duties_as_for_one(self, world):
        def asked() -> int:
            with CaptureQueriesContext(connection) as counted:
                waiting(world.member)
            return len(counted)

        duties.add_duty(cluster_id=world.cluster.pk, line=a_line("Việc 0", TODAY), by=world.lead)
        few = asked()
        for number in range(1, 9):
            duties.add_duty(cluster_id=world.cluster.pk, line=a_line(f"Việc {number}", TODAY), by=world.lead)
        assert asked() == few


class TestTalk:
    def written(self, world: World, text: str = "Đề nghị các đơn vị gửi số liệu", **more):
        return talk.write_post(
            cluster_id=world.cluster.pk, in_name_of=world.units["district_a"], text=text, by=world.lead, **more
        )

    def test_members_and_owner_are_told_and_who_is_mentioned_in_so_many_words(self, world):
        self.written(world, mentions=[world.units["district_c"]])
        assert kinds(world.member) == ["cluster.mentioned"]
        assert kinds(world.deputy) == kinds(world.organiser) == ["cluster.posted"]
        assert kinds(world.lead) == []

    def test_an_answer_to_an_answer_stands_under_the_first(self, world):
        first = self.written(world)
        answer = self.written(world, "Đã rõ", answers=first)
        assert self.written(world, "Cảm ơn", answers=answer).answers_id == first.pk

    def test_only_the_writer_changes_a_post(self, world):
        post = self.written(world)
        for act in (
            lambda: talk.edit_post(post_id=post.pk, text="Khác", by=world.deputy),
            lambda: talk.delete_post(post_id=post.pk, by=world.organiser),
        ):
            with pytest.raises(errors.NotYourPost):
                act()
        talk.edit_post(post_id=post.pk, text="Khác", by=world.lead)
        talk.delete_post(post_id=post.pk, by=world.lead)
        with pytest.raises(errors.PostGone):
            talk.edit_post(post_id=post.pk, text="Lại", by=world.lead)
        post.refresh_from_db()
        with pytest.raises(errors.PostGone):
            self.written(world, "Trả lời", answers=post)
        assert talk.restore_post(post_id=post.pk, by=world.lead).text == "Khác"

    def test_a_deleted_post_is_read_by_nobody(self, world):
        post = self.written(world, "Bí mật của chúng tôi")
        page = reverse("cluster-talk", args=[world.cluster.reference])
        assert "Bí mật" in signed_in(world.member).get(page).content.decode()
        talk.delete_post(post_id=post.pk, by=world.lead)
        assert "Bí mật" not in signed_in(world.member).get(page).content.decode()

    def test_a_unit_that_left_reads_what_was_written_while_it_sat(self, world):
        act = {"cluster_id": world.cluster.pk, "in_name_of": world.units["district_a"], "by": world.lead}
        pages = [reverse(name, args=[world.cluster.reference]) for name in ("cluster-talk", "cluster")]
        files = {}
        for day, text in ((date(2024, 3, 31), "Lời trước"), (date(2024, 4, 1), "Lời sau")):
            with clock.on_day(day):
                self.written(world, text)
                files[text] = talk.share_file(**act, title=f"Tệp {text}", upload=SimpleUploadedFile("a.png", png()))
        seat = Seat.objects.get(cluster=world.cluster, unit=world.units["district_c"])
        seat.during = DateRange(date(2024, 1, 2), date(2024, 4, 1))
        seat.save()

        for who, sees in ((world.member, False), (world.deputy, True), (world.organiser, True)):
            client = signed_in(who)
            for page in pages:
                shown = client.get(page).content.decode()
                assert ("Lời trước" in shown, "Lời sau" in shown) == (True, sees)
            for text, expected in (("Lời trước", 200), ("Lời sau", 200 if sees else 404)):
                address = reverse("cluster-material", args=[world.cluster.reference, files[text].pk])
                assert client.get(address).status_code == expected

    def test_what_is_written_is_shown_as_text(self, world):
        self.written(world, "<script>alert(1)</script>")
        page = signed_in(world.member).get(reverse("cluster-talk", args=[world.cluster.reference])).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_files_are_shared_and_programs_are_not(self, world):
        act = {"cluster_id": world.cluster.pk, "in_name_of": world.units["district_a"], "by": world.lead}
        material = talk.share_file(**act, title="", upload=SimpleUploadedFile("kế hoạch.png", png()))
        address = reverse("cluster-material", args=[world.cluster.reference, material.pk])
        assert signed_in(world.member).get(address).status_code == 200
        stranger = people.officer(world.units["other_district"])
        assert signed_in(stranger).get(address).status_code == 404
        talk.remove_material(material_id=material.pk, by=world.lead)
        assert signed_in(world.member).get(address).status_code == 404
        with pytest.raises(FileTypeUnknown):
            talk.share_file(**act, title="x", upload=SimpleUploadedFile("chạy.exe", b"MZ\x90\x00" * 40))

    def test_a_page_of_many_posts_asks_as_often_as_one_of_few(self, world):
        client = signed_in(world.member)
        page = reverse("cluster-talk", args=[world.cluster.reference])

        def asked() -> int:
            with CaptureQueriesContext(connection) as counted:
                assert client.get(page).status_code == 200
            return len(counted)

        first = self.written(world)
        self.written(world, "Đã rõ", answers=first)
        asked()
        few = asked()
        for number in range(12):
            answered = self.written(world, f"Ý kiến {number}")
            self.written(world, "Đã rõ", answers=answered)
        assert asked() == few


class TestReviews:
    def asked(self, world: World, due: date = TODAY):
        asking = reviews.Asking("Sơ kết tháng 4", "2024-M04", ["Kết quả", "", "Kiến nghị"], due)
        return reviews.ask_for_parts(cluster_id=world.cluster.pk, asking=asking, by=world.lead)

    def test_a_part_is_written_sent_and_taken_back(self, world):
        review, unit = self.asked(world), world.units["district_c"]
        assert review.sections == ["Kết quả", "Kiến nghị"]
        with pytest.raises(errors.PartEmpty):
            reviews.send_part(review_id=review.pk, unit=unit, by=world.member)
        reviews.save_part(review_id=review.pk, unit=unit, texts=["Đã tổ chức 5 hội nghị.", ""], by=world.member)
        reviews.send_part(review_id=review.pk, unit=unit, by=world.member)
        assert kinds(world.lead) == ["review.part_sent"]
        with pytest.raises(errors.PartSent):
            reviews.save_part(review_id=review.pk, unit=unit, texts=["Khác", ""], by=world.member)
        reviews.take_part_back(review_id=review.pk, unit=unit, by=world.member)
        reviews.save_part(review_id=review.pk, unit=unit, texts=["Khác", ""], by=world.member)

    def test_late_and_sent_are_said_for_each_member(self, world):
        review = self.asked(world, due=TODAY - timedelta(days=1))
        unit = world.units["district_c"]
        reviews.save_part(review_id=review.pk, unit=unit, texts=["Kết quả tốt", ""], by=world.member)
        reviews.send_part(review_id=review.pk, unit=unit, by=world.member)
        (gathered,) = reviews_of(world.cluster, standing_in(world.lead, world.cluster).seats)
        assert (gathered.sent, gathered.late) == (1, 5)
        assert sorted(one.compiles for one in waiting(world.lead)) == [False, True]
        assert waiting(world.member) == []
        assert reviews.remind_of_review(review_id=review.pk, by=world.lead) == 5

    def test_the_lead_compiles_once_all_have_sent(self, world):
        review = self.asked(world)
        seats = standing_in(world.lead, world.cluster).seats
        for seat in seats:
            assert not any(one.compiles for one in waiting(world.lead))
            reviews.save_part(review_id=review.pk, unit=seat.unit, texts=["Tốt", ""], by=world.organiser)
            reviews.send_part(review_id=review.pk, unit=seat.unit, by=world.organiser)
        (wait,) = waiting(world.lead)
        page = signed_in(world.lead).get(wait.url).content.decode()
        compiling = reverse("cluster-review-compile", args=[world.cluster.reference, review.pk])
        assert wait.compiles
        assert compiling in page
        assert wait.what in signed_in(world.lead).get(f"/thi-dua/cum/{world.cluster.reference}/").content.decode()
        assert waiting(world.member) == []

        assert signed_in(world.lead).post(compiling).status_code == 302
        assert waiting(world.lead) == []

    def test_a_period_is_reviewed_once_and_withdrawn_before_anybody_wrote(self, world):
        review = self.asked(world)
        with pytest.raises(errors.ReviewTwice):
            self.asked(world)
        reviews.withdraw_review(review_id=review.pk, by=world.lead)
        again = self.asked(world)
        reviews.save_part(review_id=again.pk, unit=world.units["district_c"], texts=["a", "b"], by=world.member)
        with pytest.raises(errors.PartSent):
            reviews.withdraw_review(review_id=again.pk, by=world.lead)

    def test_the_report_holds_what_was_sent_and_live_figures_of_all_members(self, world):
        with_figures(world)
        choose_indicators(cluster_id=world.cluster.pk, codes=["ORG21"], by=world.lead)
        review = self.asked(world)
        with pytest.raises(errors.NothingSent):
            reviews.compile_review(review_id=review.pk, unit=world.units["district_a"], by=world.lead)
        for name, text in (("district_c", "Đã tổ chức 5 hội nghị."), ("district_b", "Vận động được 12 đoàn viên.")):
            reviews.save_part(review_id=review.pk, unit=world.units[name], texts=[text, ""], by=world.lead)
            reviews.send_part(review_id=review.pk, unit=world.units[name], by=world.lead)

        document = reviews.compile_review(review_id=review.pk, unit=world.units["district_a"], by=world.lead)

        content = content_from_data(Version.objects.get(document=document).content)
        told = " ".join(
            piece if isinstance(piece, str) else piece.text
            for block in content.blocks
            for piece in getattr(block, "pieces", (getattr(block, "text", ""),))
        )
        assert "Đã tổ chức 5 hội nghị." in told
        assert "Các thành viên không có nội dung ở mục này." in told
        assert "chưa nhận được của district_a, district_d, district_e, district_f" in told
        texts = {token.key: token.text for token in content.tokens()}
        assert texts["cell-since:district_b:ORG21:2024-M04"] == "12"
        assert texts["share:district_a:ORG21:2024-M04"] == "60%"
        assert not freshness(content).changes
        page = signed_in(world.lead).get(reverse("document-editor", args=[document.reference]))
        assert page.status_code == 200
        assert DISTRICTS[0] in content_names(content)


def content_names(content) -> set[str]:
    """The members above the columns of figures."""
    return {column.group for block in content.blocks for column in getattr(block, "columns", ())}
