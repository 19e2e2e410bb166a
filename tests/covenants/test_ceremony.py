"""From a draft to a covenant in force, and what the database refuses from then on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from tests.covenants import world as made
from tests.covenants.world import MEMBERS, World
from tests.factories.keys import PASSPHRASE, key_file
from thidua.audit.models import AuditInbox
from thidua.core.errors import DomainError
from thidua.documents.verification import find
from thidua.emulation.covenants.errors import (
    AlreadySigned,
    CodeUnusable,
    DrawingUnusable,
    NameDiffers,
    NotAllAgreed,
    NotInState,
    NotReady,
    NotSigned,
    OpenAnnex,
    WordsChanged,
)
from thidua.emulation.covenants.models import Article, Covenant, Signature
from thidua.emulation.covenants.papers import paper_of
from thidua.emulation.covenants.queries.words import digest_of, words_of
from thidua.emulation.covenants.rules import CovenantState, Measure, Method, SignerRole
from thidua.emulation.covenants.services.agreeing import reopen, state_agreed
from thidua.emulation.covenants.services.signing import (
    begin_signing,
    make_table_code,
    sign,
    sign_at_table,
    take_back,
)
from thidua.emulation.covenants.services.writing import (
    ArticleWords,
    General,
    Promise,
    add_article,
    add_clause,
    article_mark,
    draft_annex,
    draft_covenant,
    save_article,
)
from thidua.indicators.queries import catalogue
from thidua.notices.models import Notice


def test_a_covenant_comes_into_force_with_a_paper_that_anybody_can_verify(world: World) -> None:
    covenant = made.in_force(world)

    assert covenant.state == CovenantState.IN_FORCE
    assert covenant.digest == digest_of(words_of(covenant))
    document = covenant.document
    assert document is not None
    assert document.number_text == "01/GƯ-LĐLĐ"
    verified = find(document.verify_code)
    assert verified is not None
    pdf = verified.version.pdf
    assert pdf is not None
    assert pdf.path.read_bytes().startswith(b"%PDF")
    assert [one.position for one in covenant.parties.all()] == [1, 2, 3, 4]
    assert covenant.signatures.filter(role=SignerRole.WITNESS).count() == 1
    frame, _content = paper_of(covenant)
    assert [one["name"] != "" for one in frame.extra["signatories"]] == [True] * 5


def test_those_who_sign_and_witness_are_told_when_it_is_their_turn(world: World) -> None:
    covenant = made.signing(world)
    asked = set(Notice.objects.filter(kind="covenant.to_sign").values_list("user__username", flat=True))
    assert asked == {world.people[f"{name} leader"].username for name in MEMBERS}

    made.signed_by(world, covenant, *MEMBERS)
    told = list(Notice.objects.filter(kind="covenant.to_witness").values_list("user", flat=True))
    assert told == [world.people["owner's leader"].pk]


def test_the_owner_decides_with_a_reason_what_members_do_not_agree_about(world: World) -> None:
    covenant = made.commenting(world)
    made.say(world, covenant, "district_c", agrees=False)
    with pytest.raises(NotAllAgreed, match="3 đơn vị chưa trả lời và 1 đơn vị chưa đồng ý"):
        state_agreed(covenant_id=covenant.pk, by=world.people["district_a officer"])

    state_agreed(covenant_id=covenant.pk, reason="Hết hạn góp ý", by=world.people["owner's leader"])

    assert made.fresh(covenant).agreed_because == "Hết hạn góp ý"


def test_agreement_does_not_outlive_a_change_of_the_words(world: World) -> None:
    covenant = made.commenting(world)
    made.say(world, covenant, "district_c")
    add_article(covenant_id=covenant.pk, words=ArticleWords("Thêm một điều"), by=world.people["district_a officer"])

    assert not covenant.opinions.exists()
    with pytest.raises(WordsChanged):
        made.say(world, covenant, "district_c")


def test_of_two_editors_the_second_is_told(world: World) -> None:
    covenant = made.drafted(world)
    article = made.article_of(covenant)
    seen, by = article_mark(article), world.people["district_a officer"]
    save_article(article_id=article.pk, words=ArticleWords("Một"), seen=seen, by=by)
    with pytest.raises(WordsChanged):
        save_article(article_id=article.pk, words=ArticleWords("Hai"), seen=seen, by=by)


def test_a_promise_without_amounts_of_all_members_is_not_agreed(world: World) -> None:
    covenant = made.drafted(world)
    promise = Promise("Sáng kiến", Measure.VALUE, catalogue().by_code["ORG21"], own={}, per_member=True)
    add_clause(article_id=made.article_of(covenant).pk, promise=promise, by=world.people["district_a officer"])
    made.ask_comments(covenant_id=covenant.pk, until=made.TODAY, by=world.people["district_a officer"])
    covenant = made.fresh(covenant)
    for name in MEMBERS:
        made.say(world, covenant, name)
    with pytest.raises(NotReady, match="Sáng kiến"):
        state_agreed(covenant_id=covenant.pk, by=world.people["district_a officer"])


def test_a_unit_signs_once_and_what_it_read(world: World) -> None:
    covenant = made.signing(world)
    unit, by = world.units["district_c"], world.people["district_c leader"]
    with pytest.raises(WordsChanged):
        sign(covenant_id=covenant.pk, unit=unit, hand=replace(made.hand(covenant), seen="0" * 64), by=by)
    made.signed_by(world, covenant, "district_c")
    with pytest.raises(AlreadySigned):
        made.signed_by(world, covenant, "district_c")


@pytest.mark.parametrize(
    "drawing",
    [
        "",
        "M1 1L2 2",
        "M1 1L900 2L3 3L4 4L5 5L6 6L7 7",
        "M1 1L2 2<script>",
        "M5 5" + "L5 5" * 20,
        "M1 1" + "L9 9" * 9000,
    ],
)
def test_what_is_no_signature_is_refused(world: World, drawing: str) -> None:
    covenant = made.signing(world)
    with pytest.raises(DrawingUnusable):
        sign(
            covenant_id=covenant.pk,
            unit=world.units["district_c"],
            hand=made.hand(covenant, drawing=drawing),
            by=world.people["district_c leader"],
        )
    assert not covenant.signatures.exists()


def test_a_typed_name_must_be_the_signers_own(world: World) -> None:
    covenant = made.signing(world)
    unit, by = world.units["district_c"], world.people["district_c leader"]
    wrong = made.hand(covenant, method=Method.TYPED, typed="Ai đó", drawing="")
    with pytest.raises(NameDiffers):
        sign(covenant_id=covenant.pk, unit=unit, hand=wrong, by=by)
    right = replace(wrong, typed=by.person.full_name.lower())
    assert sign(covenant_id=covenant.pk, unit=unit, hand=right, by=by).drawing == ""


def test_a_certificate_signs_the_frozen_paper_on_top_of_earlier_ones(world: World) -> None:
    from thidua.documents.signing import check

    covenant = made.signing(world)
    for name in MEMBERS[:2]:
        key = key_file(name)
        by_key = made.hand(covenant, method=Method.CERTIFICATE, drawing="", key=key, passphrase=PASSPHRASE)
        sign(covenant_id=covenant.pk, unit=world.units[name], hand=by_key, by=world.people[f"{name} leader"])

    last = covenant.signatures.order_by("pk").last()
    assert last is not None
    assert last.file is not None
    assert [one.good for one in check(last.file.path.read_bytes())] == [True, True]


def test_a_signer_takes_her_own_signature_back_until_it_is_in_force(world: World) -> None:
    covenant = made.signing(world)
    made.signed_by(world, covenant, "district_c")
    unit = world.units["district_c"]
    with pytest.raises(NotSigned):
        take_back(covenant_id=covenant.pk, unit=unit, by=world.people["district_d leader"])
    take_back(covenant_id=covenant.pk, unit=unit, by=world.people["district_c leader"])
    made.signed_by(world, covenant, "district_c")
    assert covenant.signatures.count() == 2
    assert covenant.signatures.filter(voided_at=None).count() == 1


def test_the_witness_signs_last(world: World) -> None:
    covenant = made.signing(world)
    made.signed_by(world, covenant, *MEMBERS[:3])
    with pytest.raises(NotSigned, match="Còn 1 đơn vị"):
        made.witnessed(world, covenant)
    assert made.fresh(covenant).state == CovenantState.SIGNING


def test_who_signed_for_a_member_does_not_witness(world: World) -> None:
    covenant = made.signing(world)
    made.signed_by(world, covenant, *MEMBERS[:3])
    chief = world.people["owner's leader"]
    sign(covenant_id=covenant.pk, unit=world.units[MEMBERS[3]], hand=made.hand(covenant), by=chief)

    with pytest.raises(AlreadySigned, match="lãnh đạo khác"):
        made.witnessed(world, covenant)
    take_back(covenant_id=covenant.pk, unit=world.units[MEMBERS[3]], by=chief)
    made.signed_by(world, covenant, MEMBERS[3])
    made.witnessed(world, covenant)
    assert made.fresh(covenant).state == CovenantState.IN_FORCE


def test_going_back_to_a_draft_voids_signatures(world: World) -> None:
    covenant = made.signing(world)
    made.signed_by(world, covenant, *MEMBERS[:2])

    assert reopen(covenant_id=covenant.pk, by=world.people["district_a officer"]) == 2

    covenant = made.fresh(covenant)
    assert (covenant.state, covenant.digest) == (CovenantState.DRAFT, "")
    assert not covenant.parties.exists()
    assert not covenant.signatures.filter(voided_at=None).exists()


def test_a_code_lets_a_signer_sign_at_the_table_once(world: World) -> None:
    covenant = made.signing(world)
    signer, host = world.people["district_c leader"], world.people["district_a officer"]
    code = make_table_code(covenant_id=covenant.pk, unit=world.units["district_c"], by=signer)
    with pytest.raises(CodeUnusable):
        sign_at_table(covenant_id=covenant.pk, code="AAAA AAAA", hand=made.hand(covenant), presented_by=host)

    signature = sign_at_table(covenant_id=covenant.pk, code=code.lower(), hand=made.hand(covenant), presented_by=host)

    assert (signature.by, signature.presented_by, signature.unit.code) == (signer, host, "district_c")
    with pytest.raises(CodeUnusable):
        sign_at_table(covenant_id=covenant.pk, code=code, hand=made.hand(covenant), presented_by=host)


def test_a_table_code_lasts_ten_minutes(world: World, time_machine) -> None:
    covenant = made.signing(world)
    code = make_table_code(
        covenant_id=covenant.pk, unit=world.units["district_c"], by=world.people["district_c leader"]
    )
    from thidua.emulation.covenants.models import TableCode

    TableCode.objects.update(until=covenant.signing_since)
    with pytest.raises(CodeUnusable):
        sign_at_table(
            covenant_id=covenant.pk,
            code=code,
            hand=made.hand(covenant),
            presented_by=world.people["district_a officer"],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE covenants_covenant SET title = 'x' WHERE id = {covenant}",
        "UPDATE covenants_covenant SET state = 'draft', digest = '' WHERE id = {covenant}",
        "DELETE FROM covenants_covenant WHERE id = {covenant}",
        "UPDATE covenants_article SET title = 'x' WHERE covenant_id = {covenant}",
        "DELETE FROM covenants_article WHERE covenant_id = {covenant}",
        "INSERT INTO covenants_article (covenant_id, \"order\", title, text) VALUES ({covenant}, 99, 'x', '')",
        "UPDATE covenants_clause SET target = 1 WHERE target IS NOT NULL",
        "UPDATE covenants_membertarget SET target = 1",
        "DELETE FROM covenants_membertarget",
        "UPDATE covenants_entry SET text = 'x' WHERE covenant_id = {covenant}",
        "DELETE FROM covenants_party WHERE covenant_id = {covenant}",
        "UPDATE covenants_signature SET voided_at = now() WHERE covenant_id = {covenant}",
        "UPDATE covenants_signature SET name = 'x' WHERE covenant_id = {covenant}",
        "DELETE FROM covenants_signature WHERE covenant_id = {covenant}",
        "DELETE FROM covenants_opinion WHERE covenant_id = {covenant}",
    ],
)
def test_in_force_the_database_refuses_every_change(world: World, statement: str) -> None:
    covenant = made.in_force(world)
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(covenant=covenant.pk))


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("UPDATE covenants_covenant SET title = 'x'", True),
        ("UPDATE covenants_article SET text = 'x'", True),
        ("UPDATE covenants_membertarget SET target = 1", True),
        ("UPDATE covenants_signature SET drawing = 'x'", True),
        ("UPDATE covenants_signature SET voided_at = now(), voided_because = 'x'", False),
    ],
)
def test_while_it_is_signed_the_words_stand_still(world: World, statement: str, refused: bool) -> None:
    covenant = made.signing(world)
    made.signed_by(world, covenant, "district_c")
    if not refused:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        return
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_cluster_has_one_covenant_and_one_open_annex(world: World) -> None:
    by = world.people["district_a officer"]
    covenant = made.in_force(world)
    with pytest.raises(NotInState):
        draft_covenant(cluster=world.cluster, general=General("Nữa"), by=by)
    annex = draft_annex(covenant_id=covenant.pk, general=General("Phụ lục"), by=by)
    assert annex.number == 1
    with pytest.raises(OpenAnnex):
        draft_annex(covenant_id=covenant.pk, general=General("Phụ lục"), by=by)


def test_next_years_covenant_takes_the_articles_along_without_own_amounts(world: World) -> None:
    old = made.in_force(world)
    other = made.clustered(world.units, "Cụm sau", ("district_c", "district_d"))
    new = draft_covenant(cluster=other, general=General("2025"), copy_of=old, by=world.people["district_c officer"])
    said = words_of(new)
    assert [article.title for article in said.articles] == list(made.ARTICLES)
    assert len(said.all_clauses) == 4
    assert len(said.missing()) == 2


@pytest.mark.parametrize("state", ["agreed", "signing", "in_force"])
def test_words_are_written_in_a_draft_alone(world: World, state: str) -> None:
    covenant = getattr(made, state)(world)
    by = world.people["district_a officer"]
    before = Article.objects.count()
    with pytest.raises(NotInState):
        add_article(covenant_id=covenant.pk, words=ArticleWords("x"), by=by)
    assert Article.objects.count() == before


def test_signing_begins_only_with_what_is_agreed(world: World) -> None:
    covenant = made.commenting(world)
    with pytest.raises(DomainError):
        begin_signing(covenant_id=covenant.pk, by=world.people["district_a officer"])
    assert Covenant.objects.get(pk=covenant.pk).state == CovenantState.COMMENTING
    assert not Signature.objects.exists()


def test_what_was_done_is_in_the_log(world: World) -> None:
    made.in_force(world)
    told = set(AuditInbox.objects.filter(event__startswith="covenant.").values_list("event", flat=True))
    assert told >= {
        "covenant.drafted",
        "covenant.comments_asked",
        "covenant.member_agreed",
        "covenant.agreed",
        "covenant.signing_begun",
        "covenant.signed",
        "covenant.witnessed",
        "covenant.in_force",
    }
