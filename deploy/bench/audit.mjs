// Checking a long audit, as `npm run komitmen -- audit verify` does, beside reading the same rows and seals and doing nothing.
import { randomBytes } from 'node:crypto';
import { library, signToken } from './built.mjs';
import { Client, memoryOf, now, processorSecondsOf, processorSecondsOfFamily, row, until } from './measure.mjs';
import { startPart } from './part.mjs';
import { withServers } from './servers.mjs';

const SERVICE = 'budgets';

export function measureAudit({ rows }) {
  return withServers(
    async ({ databaseUrl, pids, opened }) => {
      const { publicKeys, privateKey } = await library('platform').generateTokenKeys();
      const place = [SERVICE, databaseUrl, JSON.stringify(publicKeys), randomBytes(32).toString('hex')];
      const work = measuring(pids);
      const sealing = opened(await startPart('./audit-part.mjs', place));
      const bytes = await sealing.ask('fill', rows);
      const sealed = await work(sealing, () => until('the seals', () => sealing.ask('isSealed'), { everyMs: 200, limitMs: 1_800_000 }));
      await sealing.stop();
      const raw = opened(await startPart('./raw-audit-part.mjs', [SERVICE, databaseUrl]));
      const read = await work(raw, () => raw.ask('read', rows));
      await raw.stop();
      // A process of its own, so that its memory is that of checking alone.
      const checking = opened(await startPart('./audit-part.mjs', place));
      const before = memoryOf(checking.pid);
      const client = new Client(checking.url, { token: await signToken(JSON.stringify(privateKey), 'administrator'), connections: 1 });
      const verified = await work(checking, () => verify(client, rows));
      client.close();
      const peak = memoryOf(checking.pid).peakMb;
      const perSecond = ({ ms }) => (rows / ms) * 1_000;
      return {
        title: `Audit of ${rows} rows, ${Math.round(bytes)} bytes each with their indexes: sealed, then verified`,
        rows: [
          row('reading rows and seals and doing nothing', perSecond(read), 'rows/s'),
          row('verify', perSecond(verified), 'rows/s', { ratio: perSecond(verified) / perSecond(read) }),
          row('verify', verified.ms / 1_000, 's', rows === 1_000_000 ? { atMost: 60 } : {}),
          row('reading: processor time of its process', read.ownSeconds, 's'),
          row('reading: processor time of the database', read.databaseSeconds, 's'),
          row('verify: processor time of the service', verified.ownSeconds, 's'),
          row('verify: processor time of the database', verified.databaseSeconds, 's'),
          row('verify: memory of the service before', before.rssMb, 'MB'),
          row('verify: memory of the service, peak', peak, 'MB'),
          row('sealing', perSecond(sealed), 'rows/s'),
          row('sealing: processor time of the service', sealed.ownSeconds, 's'),
          row('sealing: processor time of the database', sealed.databaseSeconds, 's'),
        ],
        detail: { bytes, sealed, read, verified, before, peak },
      };
    },
    { kafka: false },
  );
}

/** How long a work takes, and what it costs the part that does it and the database. */
function measuring({ database }) {
  return async (part, work) => {
    const used = () => [processorSecondsOf(part.pid), processorSecondsOfFamily(database)];
    const [begun, [own, databases]] = [now(), used()];
    await work();
    const [ownAfter, databasesAfter] = used();
    return { ms: now() - begun, ownSeconds: ownAfter - own, databaseSeconds: databasesAfter - databases };
  };
}

/** As the command does: the heads first, then the rows, a stretch with each answer. */
async function verify(client, rows) {
  const ask = async (path) => {
    const { status, body } = await client.get(`/api/system/${SERVICE}/audit/${path}`);
    if (status !== 200) throw new Error(`${path}: ${status} ${body.toString()}`);
    const answer = JSON.parse(body.toString());
    if (answer.found > 0) throw new Error(`${path} found what nobody did: ${JSON.stringify(answer.findings[0])}`);
    return answer;
  };
  let known = 0;
  for (let from = '0'; from !== null;) {
    const { next, newest } = await ask(`heads?from=${from}`);
    known = Math.max(known, newest?.count ?? 0);
    from = next;
  }
  let checked = 0;
  for (let after = 0; after !== null;) {
    const stretch = await ask(`rows?after=${after}`);
    checked += stretch.checked;
    after = stretch.next;
  }
  if (checked !== rows || known !== rows) throw new Error(`${checked} rows were checked, the log knows of ${known}, there are ${rows}`);
}
