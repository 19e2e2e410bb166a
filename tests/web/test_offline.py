"""What the browser asks for before it can do without a connection."""


def test_the_service_worker_comes_from_the_root_and_is_never_stored(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-store" in answer["Cache-Control"]
    assert 'importScripts("/static/js/worker' in answer.content.decode()


def test_the_page_without_a_connection_belongs_to_nobody(client, db):
    page = client.get("/ngoai-tuyen/").content.decode()

    assert 'data-person=""' in page
    assert "Đang mất kết nối" in page
