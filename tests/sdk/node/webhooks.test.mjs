// Standard Webhooks' library for JavaScript, and OpenAI's client, against a running platform.
// WAYBILL_CONNECTION names the connection.json of the instance, which may call 127.0.0.1.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import OpenAI from "openai";
import { Webhook } from "standardwebhooks";

const connection = JSON.parse(readFileSync(process.env.WAYBILL_CONNECTION, "utf8"));

async function call(method, path, body) {
  const answer = await fetch(connection.base_url + path, {
    method,
    headers: { Authorization: `Bearer ${connection.api_key}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

test("both verify the end of a batch, and nothing that was changed", async () => {
  const received = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(204).end();
    server.emit("event");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const webhook = await call("POST", "/webhooks", { url: `http://127.0.0.1:${server.address().port}/` });
  try {
    const arrived = once(server, "event", { signal: AbortSignal.timeout(60_000) });
    const batch = await call("POST", "/batches", {
      tasks: [{ custom_id: "a", model: "all-minilm-l6-v2", request_body: { input: "The cat sat." } }],
    });
    await arrived;
    const { headers, body } = received[0];

    const event = new Webhook(webhook.secret).verify(body, headers);
    const unwrapped = await new OpenAI({ apiKey: "none" }).webhooks.unwrap(body, headers, webhook.secret);

    assert.equal(event.type, "batch.completed");
    assert.equal(event.data.id, batch.id);
    assert.equal(unwrapped.data.id, batch.id);
    assert.throws(() => new Webhook(webhook.secret).verify(body.replace("completed", "cancelled"), headers));
  } finally {
    await call("DELETE", `/webhooks/${webhook.id}`);
    server.close();
  }
});
