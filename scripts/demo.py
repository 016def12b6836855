"""The demo hospital's people, as the proofs sign in."""

PASSWORD = "kyndig-demo-2026"
OWNER = "eier@demo.kyndig.example"


def sign_in(server, email):
    """An access token."""
    body = {"email": email, "password": PASSWORD, "refreshIn": "body"}
    return server.call("POST", "/api/v1/session", body).expect(200, 201)["accessToken"]
