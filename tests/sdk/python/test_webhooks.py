"""Standard Webhooks' library for Python, and OpenAI's client, against a running platform.

WAYBILL_CONNECTION names the connection.json of the instance, which may call 127.0.0.1 (--allow-network 127.0.0.1/32).
"""

import http.server
import json
import os
import queue
import threading
import unittest
import urllib.request

import openai
from standardwebhooks import Webhook, WebhookVerificationError

with open(os.environ["WAYBILL_CONNECTION"], encoding="utf-8") as file:
    CONNECTION = json.load(file)

WAIT_SECONDS = 60
TASKS = {"tasks": [{"custom_id": "a", "model": "all-minilm-l6-v2", "request_body": {"input": "The cat sat."}}]}


def call(method, path, body=None):
    request = urllib.request.Request(
        CONNECTION["base_url"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + CONNECTION["api_key"], "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:
        text = answer.read()
        return json.loads(text) if text else None


class Webhooks(unittest.TestCase):
    def setUp(self):
        received = queue.Queue()

        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.put(({k.lower(): v for k, v in self.headers.items()}, body.decode()))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.received = received
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.webhook = call("POST", "/webhooks", {"url": f"http://127.0.0.1:{self.server.server_port}/"})

    def tearDown(self):
        call("DELETE", "/webhooks/" + self.webhook["id"])
        self.server.shutdown()
        self.server.server_close()

    def end(self):
        batch = call("POST", "/batches", TASKS)
        headers, body = self.received.get(timeout=WAIT_SECONDS)
        return batch, headers, body

    def test_the_library_verifies_the_end_of_a_batch_and_nothing_else(self):
        batch, headers, body = self.end()

        event = Webhook(self.webhook["secret"]).verify(body, headers)

        self.assertEqual(event["type"], "batch.completed")
        self.assertEqual(event["data"]["id"], batch["id"])
        with self.assertRaises(WebhookVerificationError):
            Webhook(self.webhook["secret"]).verify(body.replace("completed", "cancelled"), headers)

    def test_openais_client_unwraps_the_end_of_a_batch(self):
        batch, headers, body = self.end()
        client = openai.OpenAI(api_key="none", webhook_secret=self.webhook["secret"])

        event = client.webhooks.unwrap(body, headers)

        self.assertEqual(event.type, "batch.completed")
        self.assertEqual(event.data.id, batch["id"])


if __name__ == "__main__":
    unittest.main()
