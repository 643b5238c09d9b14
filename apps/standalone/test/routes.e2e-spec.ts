import { randomUUID } from 'node:crypto';
import {
  buildApplication,
  createLogger,
  generateTokenKeys,
  listRoutes,
  type Role,
  type ServiceDefinition,
  type ServiceRuntime,
} from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { budgetsService } from '../../budgets/src';
import { enrolmentService } from '../../enrolment/src';
import { gatewayService } from '../../gateway/src';
import { notificationsService } from '../../notifications/src';
import { regenciesService } from '../../regencies/src';
import { scorecardsService } from '../../scorecards/src';
import { type Answer, RunningApplication, type Session, START_MS } from './running';
import { type Holdings, ROUTE_MATRIX, type RouteRule } from './route-matrix';
import type { Reminder } from './views';

const services: readonly ServiceDefinition[] = [
  regenciesService,
  budgetsService,
  enrolmentService,
  scorecardsService,
  notificationsService,
  gatewayService,
];
const rules = Object.entries(ROUTE_MATRIX).flatMap(([route, rule]) =>
  rule === 'public' ? [] : [{ route, method: route.split(' ')[0] ?? '', rule }],
);

interface Caller {
  readonly username: string;
  readonly role: Role;
  readonly own: string;
}
const callers: readonly Caller[] = [
  { username: 'perencana', role: 'planner', own: '52' },
  { username: 'bpkad.mataram', role: 'treasury-officer', own: '52.71' },
  { username: 'bpkad.ntb', role: 'treasury-officer', own: '52' },
  { username: 'disnaker.mataram', role: 'enrolment-officer', own: '52.71' },
  { username: 'disnaker.ntb', role: 'enrolment-officer', own: '52' },
  { username: 'admin', role: 'administrator', own: '52' },
];

const isOfficer = ({ role }: Caller): boolean => role.endsWith('-officer');
const concerns = (caller: Caller, code: string): boolean =>
  isOfficer(caller) ? caller.own === code : caller.role === 'administrator' || code.startsWith('52');

describe('every route, for every role, for its own government and for another', () => {
  let application: RunningApplication;
  const sessions = new Map<string, Session>();
  const session = (username: string): Session => {
    const found = sessions.get(username);
    if (!found) throw new Error(username);
    return found;
  };
  let holdings: Holdings[];

  beforeAll(async () => {
    application = await RunningApplication.start();
    for (const { username } of callers) sessions.set(username, await application.signIn(username));
    holdings = [await furnish('52.71', 'bpkad.mataram'), await furnish('52', 'bpkad.ntb'), { code: '53.01' }];
  }, START_MS);
  afterAll(() => application.remove());

  const created = async (username: string, path: string, body: object): Promise<string> => {
    const answer = await session(username).post<{ id: string }>(path, body);
    expect([path, answer.status, answer.body]).toEqual([path, 201, expect.anything()]);
    return answer.body.id;
  };

  /** Gives a government one of each thing that can belong to it. */
  async function furnish(code: string, treasurer: string): Promise<Holdings> {
    const dated = { holdsOn: '2025-07-15', fiscalYear: 2025 };
    const source = { title: 'Surat', publisher: null, date: '2025-07-15' };
    const pledge = {
      government: code,
      persons: 10,
      months: 3,
      segment: 'BPU',
      legalBasis: 'Inpres 8/2025',
      source,
      firstMonth: '2025-10',
      ...dated,
    };
    const line = {
      payer: code,
      beneficiary: code,
      fundSource: 'PAD',
      budget: 'revised',
      stage: 'executable',
      amount: '1000000',
      months: 3,
      segment: 'BPU',
      ...dated,
    };
    const document = (name: string): object => ({ document: { number: `${name}-${code}`, date: '2025-07-15' } });
    const commitment = await created('perencana', '/api/commitments', pledge);
    const allocation = await created(treasurer, '/api/allocations', { ...line, ...document('DPPA') });
    const payment = {
      allocationId: allocation,
      stage: 'requested',
      amount: '500000',
      months: ['2025-10'],
      holdsOn: '2025-07-15',
      ...document('SPP'),
    };
    const disbursement = await created(treasurer, '/api/disbursements', payment);
    const letter = code === '52.71' ? await letterOf(code) : undefined;
    return { code, commitment, allocation, disbursement, ...(letter === undefined ? {} : { letter }) };
  }

  const letterOf = (code: string): Promise<string> =>
    eventually(async () => {
      const { body } = await session('perencana').get<Reminder[]>(`/api/reminders?government=${code}`);
      const letter = body.find(({ letterId }) => letterId !== null)?.letterId;
      if (!letter) throw new Error('no letter yet');
      return letter;
    });

  const send = async (caller: Session, method: string, { path, body }: { path: string; body?: object }): Promise<Answer> => {
    if (path !== '/api/live')
      return caller.call(
        method,
        path,
        method === 'GET' ? undefined : body,
        method === 'GET' ? {} : { 'if-match': '"1"', 'idempotency-key': randomUUID() },
      );
    const stop = new AbortController();
    const response = await fetch(application.baseUrl + path, {
      headers: { authorization: `Bearer ${caller.token ?? ''}` },
      signal: stop.signal,
    });
    stop.abort();
    return { status: response.status, body: null, etag: null, headers: response.headers };
  };

  it('stands in the matrix, and nothing else does', async () => {
    process.env['TOKEN_PRIVATE_KEY'] = JSON.stringify((await generateTokenKeys()).privateKey);
    const runtime = {
      databaseUrl: 'postgres://localhost/none',
      eventLog: {},
      tokens: {},
      logger: createLogger('silent'),
    } as unknown as ServiceRuntime;
    const listed: string[] = [];
    for (const definition of services) {
      const app = await buildApplication(definition, runtime, { preview: true });
      listed.push(...listRoutes(app).map(({ method, path }) => `${method} ${path}`));
    }
    expect(listed.sort()).toEqual(Object.keys(ROUTE_MATRIX).sort());
  });

  it.each(rules)('$route: nobody gets in without signing in', async ({ method, rule }) => {
    const request = rule.plain ?? rule.about?.({ code: '52.71', commitment: 'x', allocation: 'x', disbursement: 'x', letter: 'x' });
    if (!request) throw new Error('the matrix says nothing about this route');
    expect((await send(application.anonymous(), method, request)).status).toBe(401);
  });

  const expected = (caller: Caller, rule: RouteRule, code: string | null): 'refused' | 'let through' =>
    rule.who.includes(caller.role) && (code === null || concerns(caller, code)) ? 'let through' : 'refused';
  const outcome = ({ status }: Answer): 'refused' | 'let through' | 'broken' =>
    status === 401 || status === 403 ? 'refused' : status >= 500 ? 'broken' : 'let through';

  // Officers go last through what changes something, so that their own things still stand when others knock.
  it.each(rules)('$route: each role, its own government and another', async ({ method, rule }) => {
    for (const caller of callers) {
      for (const one of holdings) {
        const request = rule.about?.(one);
        if (!request) continue;
        const answer = await send(session(caller.username), method, request);
        expect([caller.username, one.code, outcome(answer), answer.status]).toEqual([
          caller.username,
          one.code,
          expected(caller, rule, one.code),
          answer.status,
        ]);
      }
      if (!rule.plain) continue;
      const answer = await send(session(caller.username), method, rule.plain);
      expect([caller.username, outcome(answer), answer.status]).toEqual([caller.username, expected(caller, rule, null), answer.status]);
      if (rule.speaksOf && isOfficer(caller)) {
        const others = rule.speaksOf(answer.body).filter((code) => code !== caller.own);
        expect([caller.username, others]).toEqual([caller.username, []]);
      }
    }
  });
});
