"""OpenAI's client for Python against a running platform: nothing changed but base URL and key.

WAYBILL_CONNECTION names the connection.json of the instance.
"""

import io
import json
import os
import time
import unittest

import openai

MODEL = "all-minilm-l6-v2"
TERMINAL = {"completed", "failed", "cancelled", "expired"}

with open(os.environ["WAYBILL_CONNECTION"], encoding="utf-8") as file:
    CONNECTION = json.load(file)


def line(custom_id, text):
    body = {"model": MODEL, "input": text}
    return json.dumps({"custom_id": custom_id, "method": "POST", "url": "/v1/embeddings", "body": body})


class Batches(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = openai.OpenAI(base_url=CONNECTION["base_url"], api_key=CONNECTION["api_key"])

    def run_batch(self, content, **extra):
        upload = self.client.files.create(file=("in.jsonl", io.BytesIO(content.encode())), purpose="batch")
        batch = self.client.batches.create(
            input_file_id=upload.id,
            endpoint="/v1/embeddings",
            completion_window="24h",
            **extra,
        )
        deadline = time.monotonic() + 60
        while batch.status not in TERMINAL and time.monotonic() < deadline:
            time.sleep(0.1)
            batch = self.client.batches.retrieve(batch.id)
        return batch

    def lines(self, file_id):
        return [json.loads(each) for each in self.client.files.content(file_id).text.splitlines()]

    def test_uploads_runs_waits_and_downloads_in_input_order(self):
        content = "\n".join(line(f"r{i}", f"sentence number {i}") for i in range(600))

        batch = self.run_batch(content, metadata={"purpose": "test"})

        self.assertEqual(batch.status, "completed", batch)
        self.assertEqual((batch.request_counts.total, batch.request_counts.completed), (600, 600))
        results = self.lines(batch.output_file_id)
        self.assertEqual([each["custom_id"] for each in results], [f"r{i}" for i in range(600)])
        self.assertEqual(len(results[0]["response"]["body"]["data"][0]["embedding"]), 384)
        self.assertIsNone(batch.error_file_id)

    def test_a_bad_line_fails_the_batch_with_its_number(self):
        batch = self.run_batch(line("a", "good") + "\n" + line("a", "twice") + "\n")

        self.assertEqual(batch.status, "failed")
        self.assertEqual(batch.errors.data[0].line, 2)
        self.assertEqual(batch.errors.data[0].code, "duplicate_custom_id")

    def test_quarantine_runs_the_rest(self):
        content = line("a", "good") + "\n[]\n" + line("c", "good too") + "\n"

        batch = self.run_batch(content, extra_body={"on_invalid": "quarantine"})

        self.assertEqual(batch.status, "completed", batch)
        self.assertEqual(len(self.lines(batch.output_file_id)), 2)
        self.assertEqual(self.lines(batch.error_file_id)[0]["error"]["line"], 2)

    def test_embeddings_in_the_clients_default_encoding(self):
        answer = self.client.embeddings.create(model=MODEL, input=["rivers carry water", "bread"])

        self.assertEqual(len(answer.data), 2)
        self.assertEqual(len(answer.data[0].embedding), 384)
        self.assertAlmostEqual(sum(x * x for x in answer.data[0].embedding), 1.0, places=4)

    def test_cancels(self):
        content = "\n".join(line(f"r{i}", "a sentence that takes its time " * 20) for i in range(2000))
        upload = self.client.files.create(file=("in.jsonl", io.BytesIO(content.encode())), purpose="batch")
        batch = self.client.batches.create(
            input_file_id=upload.id, endpoint="/v1/embeddings", completion_window="24h"
        )

        cancelled = self.client.batches.cancel(batch.id)

        self.assertIn(cancelled.status, {"cancelling", "cancelled"})
        deadline = time.monotonic() + 60
        while cancelled.status != "cancelled" and time.monotonic() < deadline:
            time.sleep(0.1)
            cancelled = self.client.batches.retrieve(batch.id)
        self.assertEqual(cancelled.status, "cancelled")
        self.assertIsNotNone(cancelled.cancelled_at)

    def test_errors_are_openais(self):
        stranger = openai.OpenAI(base_url=CONNECTION["base_url"], api_key="wb_test_nobody", max_retries=0)

        with self.assertRaises(openai.AuthenticationError):
            stranger.batches.list()
        with self.assertRaises(openai.NotFoundError):
            self.client.files.retrieve("file-" + "0" * 32)
        with self.assertRaises(openai.BadRequestError) as raised:
            self.client.embeddings.create(model=MODEL, input="word " * 600)
        self.assertIn("512", str(raised.exception))

    def test_lists_models(self):
        self.assertIn(MODEL, [each.id for each in self.client.models.list()])


if __name__ == "__main__":
    unittest.main()
