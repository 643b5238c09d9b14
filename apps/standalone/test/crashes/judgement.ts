import { auditOfFacts, faultsOfSeals } from '../distributed/audit';
import { SERVICES } from '../distributed/cluster';
import { commitmentVersions, effectsInOwnTables, factsOfScorecards, isFact, liveOf, logOf, scorecardsAnew } from '../distributed/evidence';
import { expectedPoison } from '../distributed/set-aside';
import {
  type Differences,
  differences,
  gapsAndDoubles,
  letterDifferences,
  outOfOrder,
  personsByGovernment,
  withoutRepetitions,
} from '../distributed/histories';
import { BUDGET_YEAR, effectOf, LOAD_YEAR } from '../distributed/load';
import type { Overview } from '../views';
import type { Installation } from './installation';
import { COVERAGE_ENDS_ON, type Life, REGENCIES } from './life';

const POSTS = ['labour-office', 'regional-secretary', 'treasury-office'];
/** Of the demonstration, whose letters left before anything else began. */
const EARLIER_FLAGS = ['52.71-2025-zero-coverage-2025-07-14', '52.01-2025-no-data-2025-07-15'];
const EARLIER_LETTERS = POSTS.map((post) => `52.71-${post}-2025-07-15`);

const REBUILT_WITHIN_MS = 60_000;

export interface Before {
  readonly own: readonly string[];
  readonly facts: readonly string[];
  readonly commitments: readonly string[];
  /** Accounts. */
  readonly accounts: readonly string[];
}

export async function measure(installation: Installation): Promise<Before> {
  const accounts = await installation.servers.sql<{ username: string }>('SELECT username FROM gateway.account');
  return {
    own: await effectsInOwnTables(installation),
    facts: await factsOfScorecards(installation),
    commitments: await commitmentVersions(installation),
    accounts: accounts.map(({ username }) => username),
  };
}

/** Whatever is lost, doubled, out of order or without a cause, in words; empty when all is as promised. */
export async function faultsIn(installation: Installation, before: Before, life: Life): Promise<string[]> {
  return [
    ...life.troubles,
    ...life.load.refused,
    ...[...life.load.obstacles.keys()].filter((what) => what.startsWith('500')),
    ...(await faultsOfCommands(installation, before, life)),
    ...(await faultsOfFlags(installation, life)),
    ...(await faultsOfMail(installation, life)),
    ...(await faultsOfEdges(installation, before, life)),
    ...(await faultsOfRebuild(installation)),
  ];
}

/** A new one with each rebuild, the one before with each roll-back. */
export async function liveGeneration({ servers }: Installation): Promise<number> {
  const [found] = await servers.sql<{ live: number }>(`SELECT ${liveOf('scorecards')} AS live`);
  return found?.live ?? 0;
}

/** One more rebuild, of processes that nobody ends, finds what is live and takes its place. */
async function faultsOfRebuild(installation: Installation): Promise<string[]> {
  const before = await liveGeneration(installation);
  const { live, refused } = await scorecardsAnew(await installation.session('administrator', '52'), REBUILT_WITHIN_MS);
  if (refused !== null) return [`built anew the scorecards are others: ${refused}`];
  return live > before ? [] : [`generation ${live} is live, ${before} was before`];
}

const told = (what: string, found: Differences): string[] =>
  (['missing', 'unexpected', 'doubled'] as const).flatMap((kind) => found[kind].map((one) => `${what}, ${kind}: ${one}`));

/** Each accepted command is there once: in the service that took it, on the log in order, and in the read model. */
async function faultsOfCommands(installation: Installation, before: Before, { load, days }: Life): Promise<string[]> {
  const after = await measure(installation);
  const known = new Set([...before.own, ...load.accepted.map(effectOf)]);
  const nobodies = after.own.filter((one) => one.startsWith('enrolment.') && !known.has(one));
  const effects = [...load.accepted.map(effectOf), ...nobodies];
  const versions = new Map<string, number>();
  for (const { type, aggregate, version } of load.accepted)
    if (type.startsWith('regencies.')) versions.set(aggregate, Math.max(version, versions.get(aggregate) ?? 0));
  const commitments = [...versions].map(([aggregate, version]) => `${aggregate} version ${version}`);
  const log = await logOf(installation);
  const facts = log.filter(isFact);
  const logged = withoutRepetitions(facts).map(({ type, key, version }) => effectOf({ type, aggregate: key, version }));
  return [
    ...(nobodies.length === days.length * REGENCIES.length ? [] : [`${nobodies.length} reports of nobody on ${days.length} days`]),
    ...told('own tables', differences([...before.own, ...effects.filter((one) => !one.startsWith('regencies.'))], after.own)),
    ...told('commitments', differences([...before.commitments, ...commitments], after.commitments)),
    ...told('read model', differences([...before.facts, ...effects], after.facts)),
    ...told('log', differences([...before.facts, ...effects], logged)),
    ...outOfOrder(log),
    ...gapsAndDoubles(facts),
    ...told('audit', await auditOfFacts(installation, log)),
    ...(await faultsOfSeals(await installation.session('administrator', '52'))),
    ...(await faultsOfSums(installation, load)),
  ];
}

async function faultsOfSums(installation: Installation, load: Life['load']): Promise<string[]> {
  const planner = await installation.session('planner', '52');
  const { body } = await planner.get<Overview>(`/api/scorecards?fiscalYear=${LOAD_YEAR}`);
  const sums = personsByGovernment(load.persons);
  return body.rows.flatMap(({ government: { code }, links }) => {
    const wanted = sums[code] ?? null;
    return !REGENCIES.includes(code) || links.protection.value === wanted
      ? []
      : [`${code} shows ${String(links.protection.value)} persons, not ${String(wanted)}`];
  });
}

/** The same flags in the read model and with the letters, each with one reminder per recipient, sent. */
async function faultsOfFlags({ servers }: Installation, { days }: Life): Promise<string[]> {
  const hasEnded = (days.at(-1)?.reportedOn ?? '') >= COVERAGE_ENDS_ON;
  const expected = [
    ...EARLIER_FLAGS,
    ...(hasEnded ? REGENCIES.map((code) => `${code}-${BUDGET_YEAR}-coverage-ends-${COVERAGE_ENDS_ON}`) : []),
    ...days.flatMap(({ fiscalYear, reportedOn }) => REGENCIES.map((code) => `${code}-${fiscalYear}-zero-coverage-${reportedOn}`)),
  ];
  const flags = await servers.sql<{ id: string }>(
    `SELECT id FROM scorecards.flags WHERE cleared_on IS NULL AND generation = ${liveOf('scorecards')}`,
  );
  const heard = await servers.sql<{ id: string }>('SELECT id FROM notifications.flag WHERE standing');
  const reminders = await servers.sql<{ name: string }>(
    `SELECT concat_ws(' ', flag_id, post, rung, state) AS name FROM notifications.reminder`,
  );
  const ofEach = expected.flatMap((flag) => POSTS.map((post) => `${flag} ${post} 1 sent`));
  return [
    ...told(
      'flags',
      differences(
        expected,
        flags.map(({ id }) => id),
      ),
    ),
    ...told(
      'flags heard of',
      differences(
        expected,
        heard.map(({ id }) => id),
      ),
    ),
    ...told(
      'reminders',
      differences(
        ofEach,
        reminders.map(({ name }) => name),
      ),
    ),
  ];
}

/** Each letter arrived, and again only where a process died with it in its hands. */
async function faultsOfMail({ servers }: Installation, { days }: Life): Promise<string[]> {
  const due = days.flatMap(({ lettersOn }) => REGENCIES.flatMap((code) => POSTS.map((post) => `${code}-${post}-${lettersOn}`)));
  const cut = await servers.sql<{ letter: string }>(`SELECT letter_id AS letter FROM notifications.delivery WHERE outcome = 'started'`);
  const id = (letter: string): string => `<${letter}@komitmen.example>`;
  const interrupted = cut.map(({ letter }) => id(letter));
  return told('mail', letterDifferences([...EARLIER_LETTERS, ...due].map(id), servers.mail.arrived, interrupted));
}

/** Accounts, settings of rules, what was set aside, and the business day that every service goes by. */
async function faultsOfEdges(
  { servers }: Installation,
  before: Before,
  { accounts, ruleSettings, poisoned, days }: Life,
): Promise<string[]> {
  const found = await servers.sql<{ username: string }>('SELECT username FROM gateway.account');
  const [rules] = await servers.sql<{ count: number }>(`SELECT count(*)::int FROM scorecards.rule_parameters WHERE fiscal_year = 2099`);
  const aside = await servers.sql<{ name: string }>(
    SERVICES.map(
      (name) =>
        `SELECT concat_ws(' ', '${name}', key, count(DISTINCT event_id), 'discarded') AS name FROM ${name}.dead_letters WHERE reason IS NOT NULL GROUP BY key`,
    ).join(' UNION ALL '),
  );
  const discarded = expectedPoison(poisoned).map((one) => one.replace(/ 1 waits$/, ' 2 discarded'));
  const today = days.at(-1)?.lettersOn ?? '';
  const calendars = await servers.sql<{ name: string }>(
    ['budgets', 'enrolment', 'scorecards', 'notifications']
      .map((name) => `SELECT concat_ws(' ', '${name}', date::text) AS name FROM ${name}.calendar WHERE province = '52'`)
      .join(' UNION ALL '),
  );
  const count = rules?.count ?? 0;
  return [
    ...told(
      'accounts',
      differences(
        [...before.accounts, ...accounts],
        found.map(({ username }) => username),
      ),
    ),
    ...(count === ruleSettings ? [] : [`${count} settings of a rule, ${ruleSettings} were accepted`]),
    ...told(
      'set aside',
      differences(
        discarded,
        aside.map(({ name }) => name),
      ),
    ),
    ...calendars.flatMap(({ name }) => (name.endsWith(` ${today}`) ? [] : [`the calendar of ${name}, not ${today}`])),
  ];
}
