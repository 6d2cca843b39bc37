"""LangChain's and LiteLLM's connectors for OpenAI against a running platform: nothing changed but base URL and key.

WAYBILL_CONNECTION names the connection.json of the instance, which has echo-chat (./waybill up --echo).
"""

import json
import os
import unittest

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # else it is fetched from somewhere else

import litellm
import openai
from langchain_openai import ChatOpenAI

ECHO = "echo-chat"

with open(os.environ["WAYBILL_CONNECTION"], encoding="utf-8") as file:
    CONNECTION = json.load(file)


def is_ready():
    with openai.OpenAI(base_url=CONNECTION["base_url"], api_key=CONNECTION["api_key"]) as client:
        return any(each.id == ECHO and each.status == "ready" for each in client.models.list())


READY = is_ready()


@unittest.skipUnless(READY, f"{ECHO} is not there: ./waybill up --echo")
class LangChain(unittest.TestCase):
    def model(self, **options):
        return ChatOpenAI(
            model=ECHO, base_url=CONNECTION["base_url"], api_key=CONNECTION["api_key"], max_retries=0, **options
        )

    def test_invokes(self):
        answer = self.model(temperature=0).invoke([("system", "be brief"), ("human", "one two")])

        self.assertEqual(answer.content, "one two")
        self.assertEqual(answer.usage_metadata["total_tokens"], 6)

    def test_streams(self):
        pieces = [each.content for each in self.model().stream("one two")]

        self.assertEqual("".join(pieces), "one two")

    def test_runs_several(self):
        answers = self.model().batch(["one", "two", "three"])

        self.assertEqual([each.content for each in answers], ["one", "two", "three"])

    def test_uses_responses(self):
        answer = self.model(use_responses_api=True).invoke("one two")

        self.assertEqual(answer.text, "one two")

    def test_raises_what_is_refused(self):
        with self.assertRaises(openai.BadRequestError):
            self.model().bind_tools([{"name": "f", "description": "", "parameters": {"type": "object"}}]).invoke("a")


@unittest.skipUnless(READY, f"{ECHO} is not there: ./waybill up --echo")
class LiteLlm(unittest.TestCase):
    def ask(self, text, **options):
        return litellm.completion(
            model="openai/" + ECHO,
            api_base=CONNECTION["base_url"],
            api_key=CONNECTION["api_key"],
            messages=[{"role": "user", "content": text}],
            num_retries=0,
            **options,
        )

    def test_completes(self):
        answer = self.ask("one two", temperature=0, max_tokens=5)

        self.assertEqual(answer.choices[0].message.content, "one two")
        self.assertEqual(answer.usage.total_tokens, 4)

    def test_streams(self):
        pieces = [each.choices[0].delta.content or "" for each in self.ask("one two", stream=True)]

        self.assertEqual("".join(pieces), "one two")

    def test_raises_what_is_refused(self):
        with self.assertRaises(litellm.BadRequestError):
            self.ask("a", temperature=0, max_tokens=100_000)
        with self.assertRaises(litellm.AuthenticationError):
            litellm.completion(
                model="openai/" + ECHO,
                api_base=CONNECTION["base_url"],
                api_key="wb_test_nobody",
                messages=[{"role": "user", "content": "a"}],
                num_retries=0,
            )


if __name__ == "__main__":
    unittest.main()
