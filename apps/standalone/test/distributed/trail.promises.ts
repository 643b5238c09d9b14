import { type CollectedSpan, eventually, type TraceCollector } from '@komitmen/testing';
import type { Cluster, Service } from './cluster';

export interface Trail {
  readonly cluster: Cluster;
  readonly collector: TraceCollector;
}

/** Spans leave every five seconds. */
const LIMIT = { timeoutMs: 20_000, everyMs: 100 };
type Line = Readonly<Record<string, unknown>>;

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const CORRELATION = 'trail-of-a-command';
const REPORTED = 'enrolment.headcount-reported.v1';
const GOVERNMENT = '52.08';
/** What must not leave the database and the event log: from the query, and from bodies. */
const PRIVATE = {
  query: 'pencarian-rahasia',
  statement: 'Siti Rahmawati 5271014107900001 belum terdaftar',
  group: 'kelompok-rahasia',
  password: 'kata-sandi-rahasia',
};

/** Only what a caller wants traced is, so that the collector gets this one command of all that happens. */
export const tracedOnRequest = ({ url }: TraceCollector): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_TRACES_SAMPLER_ARG: '0',
});

/** A command to the gateway whose effect is in another service two processes and the broker away. */
export function describeTrail(trail: () => Trail): void {
  let token: string;

  const logged = (service: Service): Line[] =>
    trail()
      .cluster.watched.filter(({ place }) => place.service === service)
      .flatMap(({ log }) => log.split('\n').filter((line) => line !== ''))
      .map((line) => JSON.parse(line) as Line);
  const requestsOf = (service: Service): Line[] =>
    logged(service).filter(({ msg, correlationId }) => msg === 'request' && correlationId === CORRELATION);

  beforeAll(async () => {
    const { cluster } = trail();
    token = await cluster.token('planner', '52');
    const planner = cluster.session(token);
    const headers = { 'x-correlation-id': CORRELATION };
    const source = { title: 'Laporan uji', date: '2025-07-15' };
    const count = { kind: 'count', persons: 9, qualifier: 'exact', statement: PRIVATE.statement, group: PRIVATE.group };
    const report = { payer: GOVERNMENT, fiscalYear: 2033, ...count, source, holdsOn: '2025-07-15' };
    const traced = { ...headers, traceparent: `00-${TRACE}-${CALLER}-01` };
    expect((await planner.post(`/api/headcounts?cari=${PRIVATE.query}`, report, traced)).status).toBe(201);
    await eventually(async () => {
      const facts = await cluster.servers.sql(`SELECT 1 FROM scorecards.facts WHERE data::text LIKE '%' || $1 || '%'`, [PRIVATE.statement]);
      expect(facts).toHaveLength(1);
    }, LIMIT);
    expect((await planner.call('GET', `/api/scorecards/${GOVERNMENT}?fiscalYear=2033`, undefined, headers)).status).toBe(200);
    const account = { username: 'nobody', password: PRIVATE.password };
    expect((await cluster.session(null).call('POST', '/api/auth/login', account, headers)).status).toBe(401);
  });

  it('its one trace has a span in each service that it passes, over HTTP and over the broker, with its correlation id', async () => {
    const { collector } = trail();
    const chain = await eventually(() => {
      const all = collector.spans();
      const below = (parent: string | undefined, service: Service, name: RegExp): CollectedSpan => {
        const found = all.filter(
          (span) => span.parentSpanId === parent && span.attributes['komitmen.service'] === service && name.test(span.name),
        );
        const [span] = found;
        if (span === undefined || found.length > 1) throw new Error(`${found.length} spans of ${service}: ${JSON.stringify(all)}`);
        return span;
      };
      const gateway = below(CALLER, 'gateway', /^POST/);
      const enrolment = below(gateway.spanId, 'enrolment', /^POST \/api\/headcounts$/);
      return [gateway, enrolment, below(enrolment.spanId, 'scorecards', new RegExp(`^handle ${REPORTED}$`))];
    }, LIMIT);
    expect(chain.map(({ attributes }) => attributes['komitmen.correlation_id'])).toEqual([CORRELATION, CORRELATION, CORRELATION]);
    expect(new Set(collector.spans().map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  });

  it('its log lines, and those of the look at its effect, bear the correlation id', async () => {
    const wanted: Partial<Record<Service, Line[]>> = {
      gateway: [
        { method: 'POST', status: 201, traceId: TRACE },
        { method: 'GET', status: 200 },
        { method: 'POST', route: '/api/auth/login', status: 401 },
      ],
      enrolment: [{ method: 'POST', route: '/api/headcounts', status: 201, traceId: TRACE }],
      scorecards: [{ method: 'GET', route: '/api/scorecards/:code', status: 200 }],
    };
    await eventually(() => {
      for (const [service, lines] of Object.entries(wanted))
        expect(requestsOf(service as Service)).toEqual(lines.map((line) => expect.objectContaining({ service, ...line }) as Line));
    }, LIMIT);
  });

  it('nothing private is in its trace, or in the log of any service', () => {
    const { cluster, collector } = trail();
    const printed = [...collector.bodies, ...cluster.watched.map(({ log }) => log)].join('\n');
    expect(printed).toContain(CORRELATION);
    for (const value of [...Object.values(PRIVATE), token]) expect(printed.includes(value)).toBe(false);
  });
}
