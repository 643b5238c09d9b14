// Line 3: from the moment a command is meant to be sent until the scorecard that counts it can be read, at a steady rate.
import pg from 'pg';
import { library, signToken } from './built.mjs';
import { allEvents, GOVERNMENTS, PROVINCES } from './governments.mjs';
import { Client, now, pause, processorSecondsOfFamily, row, summary, until } from './measure.mjs';
import { openLoop } from './open-loop.mjs';
import { startPart } from './part.mjs';
import { recordOf } from './records.mjs';
import { withServers } from './servers.mjs';
import { ensureTopics, kafkaLog } from './service.mjs';

const WARM_UP_SECONDS = 10;
const LOOK_EVERY_MS = 5;
/** Who is refused because the service cannot keep up waits for ever; so much is counted. */
const REFUSED_MS = 30_000;

export function measureVisible({ rates, seconds }) {
  return withServers(async ({ brokers, databaseUrl, pids, opened }) => {
    const keys = await library('platform').generateTokenKeys();
    const service = (name) => startPart('./service-part.mjs', [name, brokers, databaseUrl, JSON.stringify(keys.publicKeys)]);
    await fill(brokers);
    const raw = opened(await startPart('./raw-kafka-part.mjs', [brokers, databaseUrl]));
    const enrolment = opened(await service('enrolment'));
    const scorecards = opened(await service('scorecards'));
    for (const part of [enrolment, scorecards]) await until('every event is handled', async () => (await part.ask('progress')).lag === 0);
    const world = await World.of(enrolment.url, databaseUrl, JSON.stringify(keys.privateKey));
    try {
      const results = [];
      for (const rate of rates) {
        const load = { rate, seconds, warmUpSeconds: WARM_UP_SECONDS };
        const peer = summary(await raw.ask('roundTrip', load));
        world.answers = [];
        world.refused = 0;
        const work = workOf({ enrolment: enrolment.pid, scorecards: scorecards.pid, ...pids });
        const visible = summary(await openLoop((number) => world.command(number), load));
        const answered = summary(world.answers.slice(-rate * seconds));
        results.push({ rate, peer, visible, answered, refused: world.refused, work: work(world.answers.length) });
      }
      return report(results, seconds);
    } finally {
      await world.close();
    }
  });
}

/** What each process works for one command, in milliseconds of processor time. */
function workOf(pids) {
  const begun = Object.entries(pids).map(([name, pid]) => [name, pid, processorSecondsOfFamily(pid)]);
  return (commands) =>
    Object.fromEntries(begun.map(([name, pid, before]) => [name, ((processorSecondsOfFamily(pid) - before) * 1000) / commands]));
}

function report(results, seconds) {
  const rows = results.flatMap(({ rate, peer, visible, answered, refused, work }) => {
    const what = (text) => `${rate}/s: ${text}`;
    const beside = (share) => ({ ratio: visible[share] / peer[share] });
    return [
      row(what('commit, produce, consume by kafkajs alone, p50'), peer.p50, 'ms'),
      row(what('the same, p99'), peer.p99, 'ms'),
      row(what('command answered, p50'), answered.p50, 'ms'),
      row(what('command answered, p99'), answered.p99, 'ms'),
      ...(refused === 0 ? [] : [row(what('commands refused, counted as 30 s'), refused, 'commands')]),
      row(what('scorecard visible, p50'), visible.p50, 'ms', beside('p50')),
      row(what('scorecard visible, p99'), visible.p99, 'ms', { ...beside('p99'), atMost: peer.p99 + 50 }),
      ...Object.entries(work).map(([name, ms]) => row(what(`processor time of a command: ${name}`), ms, 'ms')),
    ];
  });
  return { title: `Command until the scorecard is visible, ${seconds} s at each rate, over 552 governments`, rows, detail: { results } };
}

async function fill(brokers) {
  const { SAMPLES } = library('contracts');
  const log = kafkaLog(brokers, 'filling');
  await ensureTopics(log);
  await log.producer().append(allEvents(SAMPLES).map(recordOf));
  await log.close();
}

/** Sends commands to the service and looks into the rows that answer readers. */
class World {
  answers = [];
  refused = 0;
  watched = new Map();
  sent = new Map();
  looking = true;

  static async of(url, databaseUrl, privateKey) {
    const tokens = new Map();
    for (const province of PROVINCES) tokens.set(province, await signToken(privateKey, 'planner', province));
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    const { rows } = await database.query(
      'SELECT government, fact_count FROM scorecards.scorecards WHERE generation = 1 AND fiscal_year = 2025',
    );
    return new World(new Client(url, { connections: 64 }), tokens, database, rows);
  }

  constructor(client, tokens, database, scorecards) {
    Object.assign(this, { client, tokens, database });
    for (const { government, fact_count: facts } of scorecards) this.sent.set(government, facts);
    this.looks = this.look();
  }

  /** Resolves to the moment at which the government's scorecard was seen to count this report. */
  async command(number) {
    const { code, province } = GOVERNMENTS[(number * 37) % GOVERNMENTS.length];
    const begun = now();
    const authorization = `Bearer ${this.tokens.get(province)}`;
    const { status, body } = await this.client.call('POST', '/api/headcounts', reportOf(code, number), { authorization });
    if (![201, 503].includes(status)) throw new Error(`POST /api/headcounts was answered with ${status}: ${body.toString()}`);
    this.answers.push(now() - begun);
    if (status === 503) {
      this.refused += 1;
      return now() + REFUSED_MS;
    }
    // Facts are only ever added: the scorecard that counts so many counts every report answered until now.
    const facts = (this.sent.get(code) ?? 0) + 1;
    this.sent.set(code, facts);
    return new Promise((seen) => this.watched.set(code, [...(this.watched.get(code) ?? []), { facts, seen }]));
  }

  /** One query of a few rows by their key, again and again: what it sees first is at most one look old. */
  async look() {
    while (this.looking) {
      const begun = now();
      if (this.watched.size > 0) await this.lookOnce();
      await pause(Math.max(0, LOOK_EVERY_MS - (now() - begun)));
    }
  }

  async lookOnce() {
    const { rows } = await this.database.query({
      name: 'look',
      text: 'SELECT government, fact_count FROM scorecards.scorecards WHERE generation = 1 AND fiscal_year = 2025 AND government = ANY ($1)',
      values: [[...this.watched.keys()]],
    });
    const at = now();
    for (const { government, fact_count: facts } of rows) {
      const waiting = this.watched.get(government) ?? [];
      for (const one of waiting.filter((wanted) => wanted.facts <= facts)) one.seen(at);
      const left = waiting.filter((wanted) => wanted.facts > facts);
      if (left.length > 0) this.watched.set(government, left);
      else this.watched.delete(government);
    }
  }

  async close() {
    this.looking = false;
    await this.looks;
    this.client.close();
    await this.database.end();
  }
}

const reportOf = (payer, number) => ({
  payer,
  fiscalYear: 2025,
  kind: 'count',
  persons: 5_000 + number,
  qualifier: 'exact',
  holdsOn: '2025-07-15',
  source: { title: 'Laporan untuk pengukuran', date: '2025-07-15' },
});
