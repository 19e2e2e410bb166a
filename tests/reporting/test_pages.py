"""Pages of reporting answer, with what they are for."""

from tests.factories import reports


def url(report, name=""):
    form = report.sheet.form_version.form.code
    return f"/bao-cao/{report.unit.code}/{report.period.code}/{form}/{name}"


def test_the_chair_sees_a_grid_to_fill_in(world, client):
    client.force_login(world.chair)

    page = client.get(url(world.report))

    assert page.status_code == 200
    assert 'name="cell-ORG21"' in page.content.decode()


def test_the_officer_above_reads_it(world, client):
    client.force_login(world.officer)

    page = client.get(url(world.report)).content.decode()

    assert 'name="cell-ORG21"' not in page
    assert "chưa nhập" in page


def test_all_lists_answer(world, client):
    client.force_login(world.officer)
    reports.submitted(world.report, world.chair)

    for address in ("/bao-cao/", "/bao-cao/?cua=tat-ca", "/hop-thu/", "/hop-thu/chua-nop/"):
        assert client.get(address).status_code == 200, address


def test_home_answers_for_everyone(world, client):
    for user in (world.chair, world.officer):
        client.force_login(user)
        assert client.get("/").status_code == 200
