import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { SERVICE_NAMES } from '../../apps/standalone/src/service-names';
import { collectProcessMetrics, metricsRegistry } from '../../libs/platform/src/metrics/metrics';
import '../../libs/platform/src/metrics/gauges';
import { expressionProblems, labelsWithoutValue, type Series } from './expressions';

const checkout = resolve(__dirname, '../..');
const text = (path: string): string => readFileSync(join(checkout, path), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; what_to_do: string };
}
interface Board {
  templating: { list: { name: string }[] };
  panels: { title: string; datasource: { uid: string }; targets: { expr: string; legendFormat: string }[] }[];
}

const rules = (parse(text('deploy/prometheus/komitmen.rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const board = JSON.parse(text('deploy/grafana/komitmen.json')) as Board;
const configuration = parse(text('deploy/prometheus/prometheus.yml')) as {
  rule_files: string[];
  scrape_configs: { job_name: string; relabel_configs?: { target_label?: string }[] }[];
};
const asked = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...board.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

const textsOf = (shown: string, pattern: RegExp): string[] => [...shown.matchAll(pattern)].map(([, label]) => label ?? '');
/** What people get to see of each result, by the labels that it is told with. */
const told = [
  ...rules.map(({ alert, expr, annotations }) => [alert, textsOf(annotations.summary, /\$labels\.(\w+)/g), expr] as const),
  ...board.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => [title, textsOf(legendFormat, /\{\{ *(\w+) *\}\}/g), expr] as const),
  ),
];

/** What a scrape adds to every series. */
const ofScrape = [
  'job',
  'instance',
  ...configuration.scrape_configs.flatMap((job) => (job.relabel_configs ?? []).flatMap(({ target_label: label }) => label ?? [])),
];

/** The series that a process offers, with their labels: a histogram has three. */
function registered(): Series {
  collectProcessMetrics();
  const own = metricsRegistry.getMetricsAsArray().flatMap((metric) => {
    const { name, type } = metric;
    // prom-client has them, and says the type in words, whatever its types promise.
    const labels = [...ofScrape, ...(metric as typeof metric & { labelNames: string[] }).labelNames];
    const of = (suffix: string, ...more: string[]): [string, string[]] => [name + suffix, [...labels, ...more]];
    return String(type) === 'histogram' ? [of('_bucket', 'le'), of('_count'), of('_sum')] : [of('')];
  });
  return new Map([['up', ofScrape], ...own]);
}

describe('alert rules and board', () => {
  it.each(asked)('%s asks for what a process registers', (_, expression) => {
    expect(expressionProblems(expression, registered())).toEqual([]);
  });

  it.each(told)('%s is told with labels that its result has: %j', (_, shown, expression) => {
    expect(labelsWithoutValue(shown, expression, registered())).toEqual([]);
  });

  it('watch every metric of messages and letters', () => {
    const all = asked.map(([, expression]) => expression).join('\n');
    const own = [...registered().keys()].filter((name) => !/^(up$|komitmen_(nodejs|process)_)|_(bucket|sum)$/.test(name));
    expect(own.filter((name) => !all.includes(name) && !all.includes(name.replace(/_count$/, '_bucket')))).toEqual([]);
    expect(own.length).toBeGreaterThan(8);
  });

  it.each([
    ['komitmen_outbox_event > 1', 'asks for komitmen_outbox_event, which nothing registers'],
    ['sum by (service (komitmen_outbox_events)', 'cannot be read'],
    ['komitmen_outbox_events >', 'cannot be read'],
    ['1 > 2', 'asks for no metric'],
    ['max(komitmen_reminders{status="sent"})', 'names the label status, '],
    ['komitmen_event_handling_seconds_count{le="1"}', 'names the label le, '],
    ['max by (topic) (komitmen_outbox_events)', 'names the label topic, '],
    ['sum without (topics) (komitmen_consumer_lag)', 'names the label topics, '],
    ['max by (topic) (max by (service) (komitmen_consumer_lag))', 'names the label topic, '],
    ['komitmen_dead_letters > on (services) komitmen_parked_events', 'names the label services, '],
  ])('a wrong expression is seen: %s', (expression, problem) => {
    expect(expressionProblems(expression, registered()).join()).toContain(problem);
  });

  it.each([
    ['max by (service) (komitmen_consumer_lag)', ['topic']],
    ['sum without (topic) (komitmen_consumer_lag)', ['topic']],
    ['max(komitmen_reminders)', ['topic', 'instance']],
    ['komitmen_outbox_events', ['topic']],
  ])('a label that %s has not is seen', (expression, labels) => {
    expect(labelsWithoutValue(['service', 'topic', 'instance'], expression, registered())).toEqual(expect.arrayContaining(labels));
  });
});

describe('alert rules', () => {
  const headings = text('docs/operations.md')
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );

  it.each(rules)('$alert says what is wrong and where it is written what to do', ({ annotations, labels }) => {
    expect(annotations.summary).not.toBe('');
    expect(['warning', 'critical']).toContain(labels.severity);
    const [file, heading] = annotations.what_to_do.split('#');
    expect(file).toBe('docs/operations.md');
    expect(headings).toContain(heading);
  });

  it('tell of each service of which nothing is measured', () => {
    const silent = rules.find(({ alert }) => alert === 'KomitmenServiceSilent');
    const watched = [...(silent?.expr ?? '').matchAll(/absent\(komitmen_outbox_events\{service="(\w+)"\}\)/g)].map(([, name]) => name);
    expect(watched.sort()).toEqual([...SERVICE_NAMES].sort());
  });

  it('have names of their own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('are the ones that the example of a configuration reads', () => {
    expect(configuration.rule_files).toEqual(['komitmen.rules.yml']);
    // The rule on instances that are down names the jobs by this beginning.
    expect(configuration.scrape_configs.every(({ job_name: job }) => job.startsWith('komitmen'))).toBe(true);
  });
});

describe('the board', () => {
  it('takes its data from the source that the reader chooses', () => {
    expect(board.templating.list.map(({ name }) => name)).toEqual(['source']);
    expect(new Set(board.panels.map(({ datasource }) => datasource.uid))).toEqual(new Set(['${source}']));
  });
});
