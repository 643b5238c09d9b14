// For information: from the moment a command is sent until an open page is told that the scorecard changed.
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { Client, now, pause, row, summary, until } from './measure.mjs';
import { Standalone } from './standalone.mjs';

const COMMANDS = 100;
const REGENCIES = ['52.01', '52.02', '52.03', '52.04', '52.05', '52.06', '52.07', '52.08', '52.71', '52.72'];

export async function measureLive() {
  const application = await Standalone.onEmptyFolder();
  try {
    application.start();
    await until('ready', () => application.saidAt('Komitmen is ready'));
    const client = new Client(application.url, { token: await application.token('planner'), connections: 2 });
    const stream = await openStream(application.url, await application.token('planner'));
    try {
      return await commands(client, stream);
    } finally {
      stream.close();
      client.close();
    }
  } finally {
    await application.remove();
  }
}

async function commands(client, stream) {
  const answered = [];
  const told = [];
  for (let index = -10; index < COMMANDS; index += 1) {
    const payer = REGENCIES[(index + 10) % REGENCIES.length];
    const heard = stream.next(payer);
    const begun = now();
    // As a page sends it.
    const key = { 'idempotency-key': randomUUID() };
    const { status, body } = await client.call('POST', '/api/headcounts', report(payer, 5_000 + index), key);
    if (status !== 201) throw new Error(`POST /api/headcounts was answered with ${status}: ${body.toString()}`);
    const answerMs = now() - begun;
    const toldMs = (await heard) - begun;
    // The first ten warm up. Uneven pauses, so that no poll of the application beats in time with the commands.
    if (index >= 0) {
      answered.push(answerMs);
      told.push(toldMs);
    }
    await pause(50 + Math.random() * 100);
  }
  const [answer, live] = [summary(answered), summary(told)];
  return {
    title: `Command to live update: ${COMMANDS} headcounts one after another, standalone, ratio to the answer, for information`,
    rows: [
      row('POST answered, p50', answer.p50, 'ms'),
      row('POST answered, p99', answer.p99, 'ms'),
      row('"scorecard" event received, p50', live.p50, 'ms', { ratio: live.p50 / answer.p50 }),
      row('"scorecard" event received, p99', live.p99, 'ms', { ratio: live.p99 / answer.p99 }),
    ],
    detail: { answer, live },
  };
}

const report = (payer, persons) => ({
  payer,
  fiscalYear: 2025,
  kind: 'count',
  persons,
  qualifier: 'exact',
  holdsOn: '2025-07-15',
  source: { title: 'Laporan untuk pengukuran', date: '2025-07-15' },
});

/** An open page's stream; resolves once the server has sent its first event. */
async function openStream(url, token) {
  const waiting = new Map();
  let rest = '';
  let open = () => undefined;
  const opened = new Promise((done) => (open = done));
  const hear = (text) => {
    open();
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      if (!/^event: ?scorecard$/m.test(block)) continue;
      const { government } = JSON.parse(/^data: ?(.*)$/m.exec(block)?.[1] ?? '{}');
      waiting.get(government)?.(now());
      waiting.delete(government);
    }
  };
  const asked = request(new URL('/api/live', url), { agent: false, headers: { authorization: `Bearer ${token}` } });
  asked.on('error', () => undefined);
  asked.on('response', (response) => {
    response.setEncoding('utf8');
    response.on('data', hear);
    response.on('error', () => undefined);
  });
  asked.end();
  await Promise.race([opened, late('the live stream did not open')]);
  return {
    next: (government) => Promise.race([new Promise((done) => waiting.set(government, done)), late(`no live update of ${government}`)]),
    close: () => asked.destroy(),
  };
}

function late(what) {
  return new Promise((_, failed) => setTimeout(() => failed(new Error(`${what} within 30 s`)), 30_000).unref());
}
