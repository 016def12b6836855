"""The demo hospital's people, as the proofs sign in."""

PASSWORD = "kompetanse for alle"
OWNER = "sofie.lunde@example.org"


def sign_in(server, email, password=PASSWORD):
    """An access token."""
    body = {"email": email, "password": password, "refreshIn": "body"}
    return server.call("POST", "/api/v1/session", body).expect(201)["accessToken"]
