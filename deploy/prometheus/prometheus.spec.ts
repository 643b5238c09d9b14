import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { SERVICE_NAMES } from '../../apps/standalone/src/service-names';
import { collectProcessMetrics, metricsRegistry } from '../../libs/platform/src/metrics/metrics';
import '../../libs/platform/src/metrics/gauges';
import { expressionProblems } from './expressions';

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
  panels: { title: string; datasource: { uid: string }; targets: { expr: string }[] }[];
}

const rules = (parse(text('deploy/prometheus/komitmen.rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const board = JSON.parse(text('deploy/grafana/komitmen.json')) as Board;
const asked = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...board.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** Names of the series that a process offers: a histogram has three. */
async function registered(): Promise<string[]> {
  collectProcessMetrics();
  const metrics = await metricsRegistry.getMetricsAsJSON();
  return metrics.flatMap(({ name, type }) =>
    // prom-client says the type of a metric in words, whatever its enumeration promises.
    String(type) === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
}

describe('alert rules and board', () => {
  it.each(asked)('%s asks for what a process registers', async (_, expression) => {
    expect(expressionProblems(expression, await registered())).toEqual([]);
  });

  it('watch every metric of messages and letters', async () => {
    const all = asked.map(([, expression]) => expression).join('\n');
    const own = (await registered()).filter((name) => !/^komitmen_(nodejs|process)_|_(bucket|sum)$/.test(name));
    expect(own.filter((name) => !all.includes(name) && !all.includes(name.replace(/_count$/, '_bucket')))).toEqual([]);
    expect(own.length).toBeGreaterThan(8);
  });

  it.each([
    ['komitmen_outbox_event > 1', 'asks for komitmen_outbox_event, which nothing registers'],
    ['sum by (service (komitmen_outbox_events)', 'cannot be read'],
    ['komitmen_outbox_events >', 'cannot be read'],
    ['1 > 2', 'asks for no metric'],
  ])('a wrong expression is seen: %s', async (expression, problem) => {
    expect(expressionProblems(expression, await registered()).join()).toContain(problem);
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
    const configuration = parse(text('deploy/prometheus/prometheus.yml')) as {
      rule_files: string[];
      scrape_configs: { job_name: string }[];
    };
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
