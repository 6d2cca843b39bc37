// OpenAI's client for Node against a running platform: nothing changed but base URL and key.
// WAYBILL_CONNECTION names the connection.json of the instance.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import OpenAI, { toFile } from "openai";

const connection = JSON.parse(readFileSync(process.env.WAYBILL_CONNECTION, "utf8"));
const client = new OpenAI({ baseURL: connection.base_url, apiKey: connection.api_key });
const model = "all-minilm-l6-v2";
const terminal = ["completed", "failed", "cancelled", "expired"];

function line(id, input) {
  return JSON.stringify({ custom_id: id, method: "POST", url: "/v1/embeddings", body: { model, input } });
}

async function run(content, extra = {}) {
  const file = await client.files.create({ file: await toFile(Buffer.from(content), "in.jsonl"), purpose: "batch" });
  let batch = await client.batches.create({
    input_file_id: file.id, endpoint: "/v1/embeddings", completion_window: "24h", ...extra,
  });
  for (let i = 0; i < 600 && !terminal.includes(batch.status); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    batch = await client.batches.retrieve(batch.id);
  }
  return batch;
}

async function lines(fileId) {
  const text = await (await client.files.content(fileId)).text();
  return text.trim().split("\n").map((each) => JSON.parse(each));
}

test("uploads, runs, waits, and downloads in input order", async () => {
  const batch = await run([line("a", "rivers carry water"), line("b", "bread is baked")].join("\n") + "\n",
    { metadata: { purpose: "test" } });

  assert.equal(batch.status, "completed", JSON.stringify(batch));
  assert.deepEqual(batch.request_counts, { total: 2, completed: 2, failed: 0 });
  assert.deepEqual(batch.metadata, { purpose: "test" });
  assert.ok(!batch.error_file_id);
  const results = await lines(batch.output_file_id);
  assert.deepEqual(results.map((each) => each.custom_id), ["a", "b"]);
  assert.equal(results[0].response.status_code, 200);
  assert.equal(results[0].response.body.data[0].embedding.length, 384);
});

test("a bad line fails the batch with its number, and nothing is held", async () => {
  const batch = await run([line("a", "good"), "{bad"].join("\n"));

  assert.equal(batch.status, "failed");
  assert.equal(batch.errors.data[0].line, 2);
  assert.equal(batch.errors.data[0].code, "invalid_json");
  assert.equal(batch.cost.held, "0");
});

test("quarantine runs the rest and names the bad line in the error file", async () => {
  const batch = await run([line("a", "good"), "{bad", line("c", "also good")].join("\r\n"),
    { on_invalid: "quarantine" });

  assert.equal(batch.status, "completed", JSON.stringify(batch));
  assert.equal((await lines(batch.output_file_id)).length, 2);
  const errors = await lines(batch.error_file_id);
  assert.equal(errors.length, 1);
  assert.equal(errors[0].error.line, 2);
});

test("embeddings: the client's default base64 and floats agree, and a batch gives the same vector", async () => {
  const fast = await client.embeddings.create({ model, input: "rivers carry water" });
  const floats = await client.embeddings.create({ model, input: "rivers carry water", encoding_format: "float" });
  const batch = await run(line("a", "rivers carry water"));

  assert.ok(fast.usage.prompt_tokens > 0);
  const batched = (await lines(batch.output_file_id))[0].response.body.data[0].embedding;
  for (let i = 0; i < 384; i++) {
    assert.ok(Math.abs(fast.data[0].embedding[i] - floats.data[0].embedding[i]) < 1e-6);
    assert.ok(Math.abs(batched[i] - floats.data[0].embedding[i]) < 1e-6);
  }
});

test("lists, retrieves and deletes files; pages batches", async () => {
  const file = await client.files.create({ file: await toFile(Buffer.from("{}"), "x.jsonl"), purpose: "batch" });
  const listed = [];
  for await (const each of client.files.list({ limit: 100 })) listed.push(each.id);
  const deleted = await client.files.delete(file.id);

  assert.ok(listed.includes(file.id));
  assert.equal(deleted.deleted, true);
  await assert.rejects(client.files.retrieve(file.id), OpenAI.NotFoundError);
  const page = await client.batches.list({ limit: 2 });
  assert.ok(page.data.length <= 2);
});

test("errors are OpenAI's", async () => {
  const stranger = new OpenAI({ baseURL: connection.base_url, apiKey: "wb_test_nobody", maxRetries: 0 });

  await assert.rejects(stranger.batches.list(), OpenAI.AuthenticationError);
  await assert.rejects(client.batches.retrieve("batch_" + "0".repeat(32)), OpenAI.NotFoundError);
  await assert.rejects(client.embeddings.create({ model: "no-such-model", input: "x" }), OpenAI.NotFoundError);
  await assert.rejects(client.embeddings.create({ model, input: "" }), OpenAI.BadRequestError);
});
