"""Authlib against an API that asks clients for their certificates in TLS.

WAYBILL_URL, WAYBILL_KEY, SERVER_AUTHORITY, CLIENT_CERTIFICATE and CLIENT_KEY name where, as whom, and by what (PEM).
"""

import os
import unittest

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session

SERVER = os.environ["WAYBILL_URL"]
TOKEN_ENDPOINT = SERVER + "/v1/oauth/token"
AUTHORITY = os.environ["SERVER_AUTHORITY"]
CERTIFICATE = (os.environ["CLIENT_CERTIFICATE"], os.environ["CLIENT_KEY"])
TIMEOUT_SECONDS = 30


class Certificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.environ["CLIENT_CERTIFICATE"], encoding="ascii") as file:
            certificate = file.read()
        answer = requests.post(
            SERVER + "/v1/oauth/clients",
            headers={"Authorization": "Bearer " + os.environ["WAYBILL_KEY"]},
            json={
                "name": "authlib",
                "token_endpoint_auth_method": "self_signed_tls_client_auth",
                "certificates": [certificate],
            },
            verify=AUTHORITY,
            timeout=TIMEOUT_SECONDS,
        )
        answer.raise_for_status()
        cls.client_id = answer.json()["client_id"]

    def session(self, certificate):
        # A client that the server knows by its certificate sends its id alone: RFC 8705, section 2.
        session = OAuth2Session(self.client_id, token_endpoint_auth_method="none")
        session.trust_env = False  # a bundle of authorities in the environment would win over this one
        session.verify = AUTHORITY
        session.cert = certificate
        return session

    def test_a_token_that_its_certificate_alone_can_use(self):
        session = self.session(CERTIFICATE)

        token = session.fetch_token(TOKEN_ENDPOINT, grant_type="client_credentials")

        self.assertEqual(session.get(SERVER + "/v1/files", timeout=TIMEOUT_SECONDS).status_code, 200)
        elsewhere = requests.get(
            SERVER + "/v1/files",
            headers={"Authorization": "Bearer " + token["access_token"]},
            verify=AUTHORITY,
            timeout=TIMEOUT_SECONDS,
        )
        self.assertEqual(elsewhere.status_code, 401)

    def test_no_token_without_the_certificate(self):
        with self.assertRaises(OAuthError) as refused:
            self.session(None).fetch_token(TOKEN_ENDPOINT, grant_type="client_credentials")

        self.assertEqual(refused.exception.error, "invalid_client")


if __name__ == "__main__":
    unittest.main()
