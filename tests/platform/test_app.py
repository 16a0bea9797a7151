from sqlalchemy import text


def test_a_page_that_is_not_there_says_so_with_a_number(app, client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.headers["X-Request-Id"]


def test_ready(app, client, session):
    assert client.get("/readyz").json == {"ready": True}
    assert session.scalar(text("SELECT 1")) == 1
