"""The kit: what each component says to people who cannot see it, and that it escapes what it is given."""

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage
from django.template import RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from thidua.ui import notices
from thidua.ui.links import Link
from thidua.ui.templatetags.kit import undo_url

EVIL = "<script>alert(1)</script>"


class SampleForm(forms.Form):
    name = forms.CharField(label="Tên", help_text="Như trong quyết định.")
    reason = forms.CharField(label="Lý do", required=False, widget=forms.Textarea(attrs={"class": "wide"}))
    order = forms.ChoiceField(label="Thứ tự", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    notify = forms.BooleanField(label="Báo khi xong", required=False)


def rendered(component: str, slot: str = "", **context: object) -> str:
    """The component with the blanks of its template squeezed."""
    template = Template("{% load formats figures kit %}{% cotton " + component + " %}" + slot + "{% endcotton %}")
    return " ".join(template.render(RequestContext(RequestFactory().get("/"), context)).split())


def test_a_button_is_a_link_when_it_has_an_address():
    assert '<a class="btn btn-primary " href="/x"' in rendered('button href="/x" tone="primary"', "Mở")
    assert '<button class="btn btn-plain " type="submit" data-opens="d"' in rendered('button data-opens="d"', "Mở")


def test_a_state_has_an_icon_beside_its_word():
    html = rendered('state tone="warn"', "Chậm nhịp")

    assert "ti-alert-triangle" in html
    assert "Chậm nhịp</span>" in html


def test_a_tile_without_a_target_draws_no_bar():
    assert "bullet" not in rendered('stat label="Đoàn viên" value="62"')
    assert 'aria-label="Đoàn viên: chưa có số liệu, nhịp cần đạt 25%"' in rendered(
        'stat label="Đoàn viên" value="–" :pace="25"'
    )


def test_a_field_ties_its_help_and_its_error_to_the_control():
    form = SampleForm({"name": ""})

    html = rendered('field :field="field"', field=form["name"])

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'class="form-control"' in html


def test_a_field_that_may_stay_empty_says_so_and_keeps_its_own_class():
    html = rendered('field :field="field"', field=SampleForm()["reason"])

    assert "(không bắt buộc)" in html
    assert 'class="form-control wide"' in html


def test_a_choice_is_a_fieldset_and_a_box_stands_before_its_label():
    form = SampleForm()

    assert "<legend>Thứ tự</legend>" in rendered('field :field="field"', field=form["order"])
    box = rendered('field :field="field"', field=form["notify"])
    assert box.index("<input") < box.index("Báo khi xong")


def test_the_summary_of_a_form_leads_to_its_fields():
    html = rendered('form-errors :form="form"', form=SampleForm({"order": "z"}))

    assert 'role="alert"' in html
    assert '<a href="#id_name">Tên</a>' in html
    assert '<a href="#id_order">Thứ tự</a>' in html
    assert rendered('form-errors :form="form"', form=SampleForm()) == ""


def test_the_current_link_is_said_not_only_coloured():
    items = [Link("Chính thức", "?a", current=True), Link("Tạm tính", "?b")]

    html = rendered('switch label="Số liệu" :items="items"', items=items)

    assert '<a href="?a" aria-current="true">Chính thức</a>' in html
    assert '<a href="?b">Tạm tính</a>' in html


def test_the_pager_offers_only_pages_that_exist():
    assert 'rel="prev"' not in rendered('pager next="?after=9"', "1–50")
    assert 'rel="next"' in rendered('pager next="?after=9"', "1–50")


def test_a_chart_carries_its_option_as_data():
    html = rendered('chart id="c" title="Đoàn viên" :option="option" table="t"', option={"name": EVIL})

    assert '<script id="c-option" type="application/json">' in html
    assert EVIL not in html
    assert 'aria-describedby="t"' in html


@pytest.mark.parametrize(
    "component",
    ['alert title="{{ evil }}"', 'card title="{{ evil }}"', 'stat label="{{ evil }}" value="{{ evil }}"',
     'empty title="{{ evil }}"', 'crumbs :items="pairs"', 'menu label="{{ evil }}"', 'tabs label="x" :items="links"',
     'toast undo="{{ evil }}"', 'table caption="{{ evil }}"', 'dialog id="d" title="{{ evil }}"',
     'chart id="c" title="{{ evil }}"', 'progress label="{{ evil }}"'],
)  # fmt: skip
def test_what_a_component_is_given_is_escaped(component):
    html = rendered(component, "{{ evil }}", evil=EVIL, pairs=[(EVIL, EVIL)], links=[Link(EVIL, EVIL)])

    assert EVIL not in html
    assert "&lt;script&gt;" in html


def test_a_message_that_can_be_undone_offers_it():
    done = Message(constants.SUCCESS, "Đã tiếp nhận 20 báo cáo.", extra_tags="undo:/hoan-tac/7/")
    saved = Message(constants.SUCCESS, "Đã lưu.")

    assert 'action="/hoan-tac/7/"' in render_to_string("ui/toasts.html", {"messages": [done]})
    assert "<form" not in render_to_string("ui/toasts.html", {"messages": [saved]})


def test_a_warning_stays_on_the_page_and_is_no_toast():
    warning = Message(constants.WARNING, "2 đơn vị chưa nộp.")

    assert "2 đơn vị chưa nộp." in render_to_string("ui/notices.html", {"messages": [warning]})
    assert "2 đơn vị" not in render_to_string("ui/toasts.html", {"messages": [warning]})


def test_say_keeps_the_way_to_undo_with_the_message():
    request = RequestFactory().get("/")
    request.session = {}
    request._messages = FallbackStorage(request)

    notices.say(request, "Đã chuyển đơn vị.", undo="/hoan-tac/9/")
    notices.say(request, "Đã lưu.")

    assert [undo_url(message) for message in request._messages] == ["/hoan-tac/9/", ""]
