// OpenAI's client for Node, generating text on a running platform: nothing changed but base URL and key.
// WAYBILL_CONNECTION names the connection.json of the instance. Without echo-chat (./waybill up --echo) it is left out.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import OpenAI, { toFile } from "openai";

const connection = JSON.parse(readFileSync(process.env.WAYBILL_CONNECTION, "utf8"));
const client = new OpenAI({ baseURL: connection.base_url, apiKey: connection.api_key, maxRetries: 0 });
const model = "echo-chat";
const models = await client.models.list();
const skip = models.data.some((each) => each.id === model && each.status === "ready") ? false : `${model} is not there`;

function user(content) {
  return [{ role: "user", content }];
}

test("answers a chat", { skip }, async () => {
  const answer = await client.chat.completions.create({ model, messages: user("one two three"), max_tokens: 2 });

  assert.equal(answer.choices[0].message.content, "one two");
  assert.equal(answer.choices[0].finish_reason, "length");
  assert.equal(answer.usage.total_tokens, 5);
});

test("streams a chat, by chunks and by the client's own accumulator", { skip }, async () => {
  let text = "";
  let usage;
  const stream = await client.chat.completions.create({
    model, messages: user("one two"), stream: true, stream_options: { include_usage: true },
  });
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    usage = chunk.usage ?? usage;
  }
  const final = await client.chat.completions.stream({ model, messages: user("one two") }).finalContent();

  assert.equal(text, "one two");
  assert.equal(usage.total_tokens, 4);
  assert.equal(final, "one two");
});

test("completes and responds, whole and streamed", { skip }, async () => {
  const completion = await client.completions.create({ model, prompt: "one two" });
  const response = await client.responses.create({ model, input: "one two" });
  const types = [];
  for await (const event of await client.responses.create({ model, input: "one two", stream: true })) {
    assert.equal(event.sequence_number, types.length);
    types.push(event.type);
  }
  const final = await client.responses.stream({ model, input: "one two" }).finalResponse();

  assert.equal(completion.choices[0].text, "one two");
  assert.equal(response.output_text, "one two");
  assert.equal(types[0], "response.created");
  assert.equal(types.at(-1), "response.completed");
  assert.equal(final.output_text, "one two");
});

test("refuses tools and schemas of a model that has none", { skip }, async () => {
  const tools = [{ type: "function", function: { name: "weather", parameters: { type: "object" } } }];
  const format = { type: "json_schema", json_schema: { name: "x", schema: { type: "object" } } };

  await assert.rejects(client.chat.completions.create({ model, messages: user("a"), tools }),
    (error) => error instanceof OpenAI.BadRequestError && error.param === "tools");
  await assert.rejects(client.chat.completions.create({ model, messages: user("a"), response_format: format }),
    (error) => error instanceof OpenAI.BadRequestError && error.param === "response_format");
});

test("cancels a stream", { skip }, async () => {
  const stream = await client.chat.completions.create({
    model, messages: user("!slow 100 " + "w ".repeat(200)), stream: true,
  });
  for await (const chunk of stream) {
    if (chunk.choices[0].delta.content) {
      stream.controller.abort();
      break;
    }
  }

  const again = await client.chat.completions.create({ model, messages: user("free") });
  assert.equal(again.choices[0].message.content, "free");
});

test("errors are OpenAI's", { skip }, async () => {
  const stranger = new OpenAI({ baseURL: connection.base_url, apiKey: "wb_test_nobody", maxRetries: 0 });
  const chat = client.chat.completions;

  await assert.rejects(stranger.chat.completions.create({ model, messages: user("a") }), OpenAI.AuthenticationError);
  await assert.rejects(chat.create({ model: "nothing", messages: user("a") }), OpenAI.NotFoundError);
  await assert.rejects(chat.create({ model, messages: [] }), OpenAI.BadRequestError);
  await assert.rejects(chat.create({ model, messages: user("a"), max_tokens: 0 }), OpenAI.BadRequestError);
  await assert.rejects(chat.create({ model, messages: user("!bad") }), OpenAI.InternalServerError);
  await assert.rejects(async () => {
    for await (const _ of await chat.create({ model, messages: user("!break 1 a b"), stream: true }));
  }, OpenAI.APIError);
});

test("runs fifty chats in a batch", { skip }, async () => {
  const lines = Array.from({ length: 50 }, (_, i) => JSON.stringify({
    custom_id: `r${i}`, method: "POST", url: "/v1/chat/completions",
    body: { model, messages: user(`chat number ${i}`), max_tokens: 9 },
  }));
  const file = await client.files.create({ file: await toFile(Buffer.from(lines.join("\n")), "in.jsonl"), purpose: "batch" });

  let batch = await client.batches.create({
    input_file_id: file.id, endpoint: "/v1/chat/completions", completion_window: "24h",
  });
  for (let i = 0; i < 1200 && !["completed", "failed", "cancelled", "expired"].includes(batch.status); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    batch = await client.batches.retrieve(batch.id);
  }

  assert.equal(batch.status, "completed", JSON.stringify(batch));
  const text = await (await client.files.content(batch.output_file_id)).text();
  const results = text.trim().split("\n").map((each) => JSON.parse(each));
  assert.deepEqual(results.map((each) => each.response.body.choices[0].message.content),
    Array.from({ length: 50 }, (_, i) => `chat number ${i}`));
});
