"""OpenAI's client for Python, generating text on a running platform: nothing changed but base URL and key.

WAYBILL_CONNECTION names the connection.json of the instance. echo-chat says the words of the last message; where the
instance has it not, its tests are left out, and so are those of smollm2-135m.
"""

import io
import json
import os
import time
import unittest

import openai

ECHO = "echo-chat"
SMALL = "smollm2-135m"
TERMINAL = {"completed", "failed", "cancelled", "expired"}
TOOL = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}
COLOUR = {
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": ["red", "blue"]}},
    "required": ["colour"],
    "additionalProperties": False,
}

with open(os.environ["WAYBILL_CONNECTION"], encoding="utf-8") as file:
    CONNECTION = json.load(file)


def client(**options):
    return openai.OpenAI(base_url=CONNECTION["base_url"], api_key=CONNECTION["api_key"], **options)


def is_ready(model):
    """Whether the instance can run the model."""
    with client() as asked:
        return any(each.id == model and each.status == "ready" for each in asked.models.list())


def user(text):
    return [{"role": "user", "content": text}]


@unittest.skipUnless(is_ready(ECHO), f"{ECHO} is not there: ./waybill up --echo")
class Text(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = client(max_retries=0)
        cls.addClassCleanup(cls.client.close)

    def test_answers_a_chat(self):
        answer = self.client.chat.completions.create(model=ECHO, messages=user("one two three"), max_tokens=2)

        self.assertEqual(answer.object, "chat.completion")
        self.assertEqual(answer.choices[0].message.content, "one two")
        self.assertEqual(answer.choices[0].finish_reason, "length")
        self.assertEqual((answer.usage.prompt_tokens, answer.usage.completion_tokens), (3, 2))

    def test_streams_a_chat(self):
        stream = self.client.chat.completions.create(
            model=ECHO, messages=user("one two"), stream=True, stream_options={"include_usage": True}
        )
        chunks = list(stream)

        self.assertEqual(chunks[0].choices[0].delta.role, "assistant")
        text = "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)
        self.assertEqual(text, "one two")
        self.assertEqual(chunks[-2].choices[0].finish_reason, "stop")
        self.assertEqual(chunks[-1].choices, [])
        self.assertEqual(chunks[-1].usage.total_tokens, 4)

    def test_streams_a_chat_by_the_clients_own_accumulator(self):
        with self.client.chat.completions.stream(model=ECHO, messages=user("one two")) as stream:
            deltas = [event.delta for event in stream if event.type == "content.delta"]
            final = stream.get_final_completion()

        self.assertEqual("".join(deltas), "one two")
        self.assertEqual(final.choices[0].message.content, "one two")

    def test_completes_texts(self):
        answer = self.client.completions.create(model=ECHO, prompt=["a b", "c d"], n=2)
        streamed = "".join(
            each.choices[0].text for each in self.client.completions.create(model=ECHO, prompt="a b", stream=True)
        )

        self.assertEqual([each.text for each in answer.choices], ["a b", "a b", "c d", "c d"])
        self.assertEqual(streamed, "a b")

    def test_responds(self):
        answer = self.client.responses.create(model=ECHO, input="one two", metadata={"k": "v"})

        self.assertEqual(answer.output_text, "one two")
        self.assertEqual(answer.status, "completed")
        self.assertEqual(answer.metadata, {"k": "v"})
        self.assertEqual(answer.usage.total_tokens, 4)

    def test_streams_a_response(self):
        events = list(self.client.responses.create(model=ECHO, input="one two", stream=True))
        with self.client.responses.stream(model=ECHO, input="one two") as stream:
            stream.until_done()
            final = stream.get_final_response()

        self.assertEqual(events[0].type, "response.created")
        self.assertEqual(events[-1].type, "response.completed")
        self.assertEqual([each.sequence_number for each in events], list(range(len(events))))
        self.assertEqual(final.output_text, "one two")

    def test_refuses_tools_and_schemas_of_a_model_that_has_none(self):
        with self.assertRaises(openai.BadRequestError) as tools:
            self.client.chat.completions.create(model=ECHO, messages=user("a"), tools=[TOOL])
        with self.assertRaises(openai.BadRequestError) as schema:
            self.client.chat.completions.create(
                model=ECHO,
                messages=user("a"),
                response_format={"type": "json_schema", "json_schema": {"name": "colour", "schema": COLOUR}},
            )

        self.assertEqual(tools.exception.param, "tools")
        self.assertEqual(schema.exception.param, "response_format")

    def test_cancels_a_stream(self):
        begun = time.monotonic()
        with self.client.chat.completions.create(
            model=ECHO, messages=user("!slow 100 " + "w " * 200), stream=True
        ) as stream:
            for chunk in stream:
                if chunk.choices[0].delta.content:
                    break
        again = self.client.chat.completions.create(model=ECHO, messages=user("free"))

        self.assertEqual(again.choices[0].message.content, "free")
        self.assertLess(time.monotonic() - begun, 10)

    def test_errors_are_openais(self):
        calls = self.client.chat.completions
        with self.assertRaises(openai.NotFoundError):
            calls.create(model="nothing", messages=user("a"))
        with self.assertRaises(openai.BadRequestError) as empty:
            calls.create(model=ECHO, messages=[])
        self.assertEqual(empty.exception.param, "messages")
        with self.assertRaises(openai.BadRequestError) as part:
            calls.create(
                model=ECHO,
                messages=[{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x/y.png"}}]}],
            )
        self.assertEqual(part.exception.param, "messages[0].content[0]")
        with self.assertRaises(openai.BadRequestError) as long:
            calls.create(model=ECHO, messages=user("w " * 9000))
        self.assertEqual(long.exception.code, "context_length_exceeded")
        with self.assertRaises(openai.InternalServerError):
            calls.create(model=ECHO, messages=user("!bad"))
        with self.assertRaises(openai.APIError):
            list(calls.create(model=ECHO, messages=user("!break 1 a b"), stream=True))
        with client(max_retries=0).copy(api_key="wb_test_nobody") as stranger:
            with self.assertRaises(openai.AuthenticationError):
                stranger.chat.completions.create(model=ECHO, messages=user("a"))

    def test_runs_fifty_chats_in_a_batch(self):
        lines = "\n".join(
            json.dumps(
                {
                    "custom_id": f"r{i}",
                    "method": "POST",
                    "url": "/v1/chat/completions",
                    "body": {"model": ECHO, "messages": user(f"chat number {i}"), "max_tokens": 9},
                }
            )
            for i in range(50)
        )
        upload = self.client.files.create(file=("in.jsonl", io.BytesIO(lines.encode())), purpose="batch")

        batch = self.client.batches.create(
            input_file_id=upload.id, endpoint="/v1/chat/completions", completion_window="24h"
        )

        deadline = time.monotonic() + 120
        while batch.status not in TERMINAL and time.monotonic() < deadline:
            time.sleep(0.1)
            batch = self.client.batches.retrieve(batch.id)
        self.assertEqual(batch.status, "completed", batch)
        self.assertEqual((batch.request_counts.total, batch.request_counts.completed), (50, 50))
        results = [json.loads(each) for each in self.client.files.content(batch.output_file_id).text.splitlines()]
        texts = [each["response"]["body"]["choices"][0]["message"]["content"] for each in results]
        self.assertEqual(texts, [f"chat number {i}" for i in range(50)])


@unittest.skipUnless(is_ready(SMALL), f"{SMALL} is not there: ./waybill models install {SMALL}")
class SmallModel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = client()
        cls.addClassCleanup(cls.client.close)

    def test_chats_and_streams_alike(self):
        asked = {"model": SMALL, "messages": user("Say hello."), "max_tokens": 12, "temperature": 0, "seed": 1}

        whole = self.client.chat.completions.create(**asked)
        streamed = list(self.client.chat.completions.create(**asked, stream=True))

        text = "".join(each.choices[0].delta.content or "" for each in streamed if each.choices)
        self.assertTrue(whole.choices[0].message.content)
        self.assertEqual(text, whole.choices[0].message.content)
        self.assertLessEqual(whole.usage.completion_tokens, 12)

    def test_is_held_to_a_schema(self):
        answer = self.client.chat.completions.create(
            model=SMALL,
            messages=user("Name a colour."),
            max_tokens=40,
            temperature=0,
            response_format={"type": "json_schema", "json_schema": {"name": "colour", "schema": COLOUR}},
        )

        self.assertIn(json.loads(answer.choices[0].message.content)["colour"], ["red", "blue"])


if __name__ == "__main__":
    unittest.main()
