"""Authlib, a standard OAuth client library, against a running platform.

WAYBILL_CONNECTION names the connection.json of the instance.
"""

import json
import os
import unittest

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

with open(os.environ["WAYBILL_CONNECTION"], encoding="utf-8") as file:
    CONNECTION = json.load(file)

SERVER = CONNECTION["base_url"].removesuffix("/v1")
TIMEOUT_SECONDS = 30


class Tokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.metadata = requests.get(
            SERVER + "/.well-known/oauth-authorization-server", timeout=TIMEOUT_SECONDS
        ).json()
        cls.token_endpoint = cls.metadata["token_endpoint"]

    def create_client(self, **body):
        answer = requests.post(
            SERVER + "/v1/oauth/clients",
            headers={"Authorization": "Bearer " + CONNECTION["api_key"]},
            json={"name": "authlib", "scopes": ["batch:read", "files:read"], **body},
            timeout=TIMEOUT_SECONDS,
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        client = answer.json()
        self.addCleanup(self.delete_client, client["client_id"])
        return client

    def delete_client(self, client_id):
        requests.delete(
            SERVER + "/v1/oauth/clients/" + client_id,
            headers={"Authorization": "Bearer " + CONNECTION["api_key"]},
            timeout=TIMEOUT_SECONDS,
        )

    def status_of_files(self, session):
        return session.get(SERVER + "/v1/files", timeout=TIMEOUT_SECONDS).status_code

    def test_a_secret_in_either_place(self):
        for method in ("client_secret_basic", "client_secret_post"):
            with self.subTest(method):
                client = self.create_client(token_endpoint_auth_method=method)
                session = OAuth2Session(
                    client["client_id"], client["client_secret"], token_endpoint_auth_method=method
                )

                token = session.fetch_token(self.token_endpoint, grant_type="client_credentials")

                self.assertEqual(token["token_type"], "Bearer")
                self.assertEqual(sorted(token["scope"].split()), ["batch:read", "files:read"])
                self.assertEqual(self.status_of_files(session), 200)

    def test_a_key_of_its_own_as_often_as_it_likes(self):
        key = RSAKey.generate_key(2048, auto_kid=True)
        client = self.create_client(
            token_endpoint_auth_method="private_key_jwt", jwks={"keys": [key.as_dict(private=False)]}
        )
        session = OAuth2Session(client["client_id"], key, token_endpoint_auth_method="private_key_jwt")
        session.register_client_auth_method(PrivateKeyJWT(self.token_endpoint))

        for _ in range(2):
            session.fetch_token(self.token_endpoint, grant_type="client_credentials", scope="files:read")

            self.assertEqual(session.token["scope"], "files:read")
            self.assertEqual(self.status_of_files(session), 200)

    def test_a_wrong_secret_is_an_error_of_the_protocol(self):
        client = self.create_client()
        session = OAuth2Session(client["client_id"], client["client_secret"] + "x")

        with self.assertRaises(OAuthError) as refused:
            session.fetch_token(self.token_endpoint, grant_type="client_credentials")

        self.assertEqual(refused.exception.error, "invalid_client")

    def test_a_token_is_checked_by_the_published_keys(self):
        client = self.create_client()
        session = OAuth2Session(client["client_id"], client["client_secret"])
        session.fetch_token(self.token_endpoint, grant_type="client_credentials")

        keys = KeySet.import_key_set(requests.get(self.metadata["jwks_uri"], timeout=TIMEOUT_SECONDS).json())
        token = jwt.decode(session.token["access_token"], keys, algorithms=["RS256"])

        self.assertEqual(token.header["typ"], "at+jwt")
        self.assertEqual(token.claims["iss"], self.metadata["issuer"])
        self.assertEqual(token.claims["client_id"], client["client_id"])
        self.assertEqual(token.claims["exp"] - token.claims["iat"], 3600)


if __name__ == "__main__":
    unittest.main()
