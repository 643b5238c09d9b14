// Line 5, without line 4's rebuild beside it: the list of every regency, and Fastify alone serving the same bytes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, latencies, row, summary } from './measure.mjs';
import { startPart } from './part.mjs';

const path = '/api/scorecards?fiscalYear=2025&province=all';
/** The gateway lets 1,200 requests a minute pass from one address: what goes through it stays below. */
const ROUNDS = 10;
const PER_ROUND = 100;
const WARM_UP = 100;
const CONCURRENCY = 4;

export async function measureList() {
  const folder = mkdtempSync(join(tmpdir(), 'komitmen-bench-'));
  const parts = [];
  try {
    mkdirSync(join(folder, 'data'));
    const scorecards = await startPart('./scorecards-part.mjs', [join(folder, 'data')]);
    parts.push(scorecards);
    const bytes = await listOf(scorecards);
    const file = join(folder, 'list.json');
    writeFileSync(file, bytes);
    const raw = await startPart('./raw-fastify.mjs', [file]);
    parts.push(raw);
    return await compare(scorecards, raw, bytes);
  } finally {
    for (const part of parts.reverse()) await part.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

async function listOf({ url, token }) {
  const client = new Client(url, { token });
  const { status, body } = await client.get(path);
  client.close();
  const regencies = status === 200 ? JSON.parse(body.toString()).rows.filter(({ government }) => government.kind !== 'province') : [];
  if (regencies.length !== 514) throw new Error(`the list was answered with ${status} and ${regencies.length} regencies`);
  return body;
}

async function compare({ url, gatewayUrl, token, events }, raw, bytes) {
  const options = { token, connections: CONCURRENCY };
  const clients = {
    raw: new Client(raw.url, options),
    service: new Client(url, options),
    gateway: new Client(gatewayUrl, options),
  };
  const taken = { raw: [], service: [], gateway: [] };
  const rounds = [];
  for (const client of Object.values(clients)) await latencies(client, path, { count: WARM_UP, concurrency: CONCURRENCY });
  // In turn, so that what else the machine does falls on all three.
  for (let round = 0; round < ROUNDS; round += 1) {
    const ofRound = {};
    for (const [name, client] of Object.entries(clients)) {
      const measured = await latencies(client, path, { count: PER_ROUND, concurrency: CONCURRENCY });
      taken[name].push(...measured);
      ofRound[name] = summary(measured.map(({ whole }) => whole));
    }
    rounds.push(ofRound);
  }
  const earlier = await latencies(clients.service, `${path}&asKnownOn=2025-07-14`, { count: 20, concurrency: 1 });
  for (const client of Object.values(clients)) client.close();
  const of = (part) =>
    Object.fromEntries(Object.entries(taken).map(([name, values]) => [name, summary(values.map((value) => value[part]))]));
  const [whole, head] = [of('whole'), of('head')];
  const beside = (what, name, share, limit = {}) =>
    row(`${what}, ${share}`, whole[name][share], 'ms', { ratio: whole[name][share] / whole.raw[share], ...limit });
  const limit = { atMost: 3, ofRatio: true };
  const ofEarlier = summary(earlier.map((one) => one.whole));
  return {
    title: `List of 514 regencies and 38 provinces, ${(bytes.length / 1e3).toFixed(0)} kB, ${ROUNDS * PER_ROUND} requests each, ${CONCURRENCY} at a time`,
    rows: [
      row('raw Fastify, p50', whole.raw.p50, 'ms'),
      row('raw Fastify, p99', whole.raw.p99, 'ms'),
      beside('scorecards service', 'service', 'p50'),
      beside('scorecards service', 'service', 'p99', limit),
      beside('through the gateway', 'gateway', 'p50'),
      beside('through the gateway', 'gateway', 'p99', limit),
      row('head of the answer: raw Fastify, p50', head.raw.p50, 'ms'),
      row('head of the answer: through the gateway, p50', head.gateway.p50, 'ms', { ratio: head.gateway.p50 / head.raw.p50 }),
      row('an earlier day, from the facts, one at a time, p50', ofEarlier.p50, 'ms'),
    ],
    detail: { bytes: bytes.length, events, whole, head, earlier: ofEarlier, rounds },
  };
}
