"""What was recorded is numbered, chained and never changed unnoticed."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.people import person
from thidua.audit.models import AuditEvent, AuditInbox, AuditPersonal
from thidua.audit.queries import chain_head, verify_chain
from thidua.audit.services import SEALER_LOCK, Subject, erase_personal, record, record_each, seal_inbox

CHANGE = "UPDATE audit_event SET facts = jsonb_set(facts, '{count}', '7') WHERE number = 2"


def record_three() -> None:
    AuditInbox.objects.all().delete()
    for count in (1, 2, 3):
        record("test.happened", by=None, count=count)


def tamper(statement: str) -> None:
    """Change the chain as one would who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_is_final")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_is_final")


@pytest.mark.django_db
class TestChain:
    def test_sealing_numbers_events_in_order_and_empties_the_inbox(self):
        record_three()

        assert seal_inbox() == 3
        assert list(AuditEvent.objects.values_list("number", "facts__count")) == [(1, 1), (2, 2), (3, 3)]
        assert not AuditInbox.objects.exists()
        assert verify_chain() == []

        record("test.happened", by=None, count=4)
        assert seal_inbox() == 1
        assert AuditEvent.objects.get(number=4).previous_hash == AuditEvent.objects.get(number=3).hash
        assert verify_chain() == []

    def test_an_event_says_who_did_what_to_what(self):
        clerk = person("clerk")
        AuditInbox.objects.all().delete()

        record("test.happened", by=clerk, about=clerk.person, unit=5, on=date(2024, 5, 18), share=Decimal("0.50"))
        seal_inbox()

        event = AuditEvent.objects.get()
        assert (event.actor_id, event.actor_label) == (clerk.pk, "clerk")
        assert (event.about_type, event.about_id, event.about_label) == (
            "people.person",
            clerk.person_id,
            "Clerk",
        )
        assert event.unit_id == 5
        assert event.facts == {"on": "2024-05-18", "share": "0.50"}

    def test_one_thing_done_to_many_is_one_event_each_and_one_statement(self, django_assert_num_queries):
        clerks = [person("clerk"), person("another")]
        AuditInbox.objects.all().delete()
        subjects = [Subject(clerk.person, unit, {"share": unit}) for unit, clerk in enumerate(clerks)]

        with django_assert_num_queries(1):
            record_each("test.happened", by=clerks[0], subjects=subjects)

        seal_inbox()
        rows = AuditEvent.objects.values_list("about_label", "unit_id", "facts", "actor_label")
        assert list(rows) == [("Clerk", 0, {"share": 0}, "clerk"), ("Another", 1, {"share": 1}, "clerk")]

    def test_a_fact_that_json_would_round_is_refused(self):
        with pytest.raises(TypeError, match="float"):
            record("test.happened", by=None, share=0.1)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("statement", "number"),
        [
            (CHANGE, 2),
            ("DELETE FROM audit_event WHERE number = 2", 2),
            ("UPDATE audit_event SET actor_label = 'x' WHERE number = 3", 3),
            ("UPDATE audit_event SET at = at + interval '1 microsecond' WHERE number = 1", 1),
            ("UPDATE audit_event SET personal_digest = '\\x00' WHERE number = 2", 2),
            ("UPDATE audit_event SET hash = previous_hash WHERE number = 1", 1),
        ],
    )
    def test_the_first_event_that_differs_is_named(self, statement, number):
        record_three()
        seal_inbox()

        tamper(statement)

        findings = verify_chain()
        assert len(findings) == 1
        assert f"số {number}" in findings[0]

    def test_a_tail_cut_off_is_found_by_the_head_kept_outside(self):
        record_three()
        seal_inbox()
        head = chain_head()

        assert verify_chain(kept=head) == []
        tamper("DELETE FROM audit_event WHERE number = 3")

        assert verify_chain() == []
        assert len(verify_chain(kept=head)) == 1

    @pytest.mark.parametrize("statement", [CHANGE, "DELETE FROM audit_event"])
    def test_the_database_refuses_to_change_an_event(self, statement):
        record_three()
        seal_inbox()

        with pytest.raises(DatabaseError, match="final"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_erasing_personal_values_leaves_the_chain_valid(self):
        record_three()
        record("test.happened", by=None, personal={"name": "Nguyễn Văn A"})
        seal_inbox()
        assert AuditPersonal.objects.get().values == {"name": "Nguyễn Văn A"}
        assert verify_chain() == []

        assert erase_personal(numbers=[4], by=None) == 1

        seal_inbox()
        assert not AuditPersonal.objects.exists()
        assert verify_chain() == []

    def test_personal_values_that_were_changed_are_named(self):
        record("test.happened", by=None, personal={"name": "Nguyễn Văn A"})
        seal_inbox()

        AuditPersonal.objects.update(values={"name": "Trần Thị B"})

        assert ["cá nhân" in finding for finding in verify_chain()] == [True]

    @settings(max_examples=40, deadline=None)
    @given(
        facts=st.dictionaries(
            st.from_regex(r"[a-z]{1,8}", fullmatch=True),
            st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(st.characters()) | st.dates(),
        ).filter(lambda facts: not facts.keys() & {"event", "by", "about", "unit", "personal"})
    )
    def test_whatever_the_facts_the_stored_event_hashes_alike(self, facts):
        with transaction.atomic():
            record("test.happened", by=None, **facts)
            seal_inbox()
            assert verify_chain() == []
            transaction.set_rollback(True)


def in_thread(work) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def test_an_event_of_a_transaction_still_open_is_numbered_when_it_commits(self):
        recorded, sealed = threading.Event(), threading.Event()

        @transaction.atomic
        def long() -> None:
            record("test.long", by=None)
            recorded.set()
            assert sealed.wait(10)

        thread = in_thread(long)
        assert recorded.wait(10)
        record("test.short", by=None)
        assert seal_inbox() == 1
        sealed.set()
        thread.join()

        assert seal_inbox() == 1
        assert list(AuditEvent.objects.values_list("event", flat=True)) == ["test.short", "test.long"]
        assert verify_chain() == []

    def test_a_change_that_is_undone_leaves_no_event(self):
        with transaction.atomic():
            record("test.happened", by=None)
            transaction.set_rollback(True)

        assert seal_inbox() == 0

    def test_recorders_and_sealers_at_once_lose_nothing(self):
        recorders, each = 4, 40
        done = threading.Event()

        def recorder(writer: int) -> None:
            for count in range(each):
                with transaction.atomic():
                    record("test.happened", by=None, writer=writer, count=count)

        def sealer() -> None:
            while not done.is_set():
                seal_inbox()

        sealers = [in_thread(sealer) for _ in range(2)]
        writers = [in_thread(lambda writer=writer: recorder(writer)) for writer in range(recorders)]
        for thread in writers:
            thread.join()
        done.set()
        for thread in sealers:
            thread.join()
        seal_inbox()

        numbers = list(AuditEvent.objects.values_list("number", flat=True))
        assert numbers == list(range(1, recorders * each + 1))
        facts = set(AuditEvent.objects.values_list("facts__writer", "facts__count"))
        assert facts == {(writer, count) for writer in range(recorders) for count in range(each)}
        assert verify_chain() == []

    def test_a_second_sealer_does_not_wait_for_the_first(self):
        record("test.happened", by=None)
        locked, finished = threading.Event(), threading.Event()

        @transaction.atomic
        def hold() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
            locked.set()
            assert finished.wait(10)

        thread = in_thread(hold)
        assert locked.wait(10)

        assert seal_inbox() == 0

        finished.set()
        thread.join()
        assert seal_inbox() == 1
