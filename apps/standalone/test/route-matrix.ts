import type { Role } from '@komitmen/platform';

/** A government with one of each thing that belongs to it; the ids of what it has not are absent. */
export interface Holdings {
  readonly code: string;
  readonly commitment?: string;
  readonly allocation?: string;
  readonly disbursement?: string;
  readonly letter?: string;
}

export interface RouteRule {
  readonly who: readonly Role[];
  /** A request that concerns the government, or undefined where it has nothing that the route could be asked for. */
  readonly about?: (holdings: Holdings) => { readonly path: string; readonly body?: object } | undefined;
  /** For lists: the governments that an answer speaks of. */
  readonly speaksOf?: (body: unknown) => string[];
  /** A request that concerns no government. */
  readonly plain?: { readonly path: string; readonly body?: object };
}

const all: readonly Role[] = ['planner', 'treasury-officer', 'enrolment-officer', 'administrator'];
const administrator: readonly Role[] = ['administrator'];
const planner: readonly Role[] = ['planner'];
const treasury: readonly Role[] = ['treasury-officer'];
const budgeting: readonly Role[] = ['treasury-officer', 'planner'];
const nobody = '01981000-0000-7000-8000-00000000ffff';

const withId =
  (kind: Exclude<keyof Holdings, 'code'>, path: (id: string) => string, body?: object): RouteRule['about'] =>
  (holdings) => {
    const id = holdings[kind];
    return id === undefined ? undefined : { path: path(id), ...(body ? { body } : {}) };
  };

const listOf =
  (key: string) =>
  (body: unknown): string[] =>
    (Array.isArray(body) ? body : []).map((row: Record<string, unknown>) => String(row[key]));

const day = '2025-07-15';
const document = { number: 'X-1', date: day };
const commitment = (path: string, body: object): RouteRule => ({
  who: planner,
  about: withId('commitment', (id) => `/api/commitments/${id}/${path}`, body),
});
const payment = (path: string, body: object): RouteRule => ({
  who: treasury,
  about: withId('disbursement', (id) => `/api/disbursements/${id}/${path}`, body),
});
const system = (path: string): RouteRule => ({ who: administrator, plain: { path, body: { reason: 'diuji' } } });

/** Who may call each route, written down by hand: a route that is not here fails the test, and so does one that is gone. */
export const ROUTE_MATRIX: Readonly<Record<string, RouteRule | 'public'>> = {
  'GET /api/health': 'public',
  'GET /api/openapi.json': 'public',
  'GET /api/asyncapi.json': 'public',
  'POST /api/auth/login': 'public',
  'POST /api/auth/refresh': 'public',
  'POST /api/auth/logout': 'public',
  'GET /api/auth/me': { who: all, plain: { path: '/api/auth/me' } },
  'GET /api/live': { who: all, plain: { path: '/api/live' } },
  'GET /metrics': { who: administrator, plain: { path: '/metrics' } },
  'GET /api/accounts': { who: administrator, plain: { path: '/api/accounts' } },
  'POST /api/accounts': { who: administrator, plain: { path: '/api/accounts', body: {} } },
  'POST /api/accounts/:id/password': { who: administrator, plain: { path: `/api/accounts/${nobody}/password` } },
  'PUT /api/accounts/:id/state': { who: administrator, plain: { path: `/api/accounts/${nobody}/state`, body: { state: 'disabled' } } },

  'GET /api/calendar': { who: all, plain: { path: '/api/calendar' } },
  'POST /api/calendar/:province/advance': { who: administrator, plain: { path: '/api/calendar/52/advance', body: {} } },
  'POST /api/calendar/:province/continue': { who: administrator, plain: { path: '/api/calendar/52/continue', body: {} } },
  'POST /api/calendar/:province/set': { who: administrator, plain: { path: '/api/calendar/52/set', body: {} } },
  'POST /api/calendar/:province/loaded': { who: administrator, plain: { path: '/api/calendar/52/loaded' } },
  'GET /api/regencies': { who: all, plain: { path: '/api/regencies' }, speaksOf: listOf('code') },
  'POST /api/regencies/:code/officials': {
    who: administrator,
    about: ({ code }) => ({ path: `/api/regencies/${code}/officials`, body: {} }),
  },
  'GET /api/commitments': {
    who: all,
    about: ({ code }) => ({ path: `/api/commitments?government=${code}` }),
    plain: { path: '/api/commitments' },
    speaksOf: listOf('government'),
  },
  'POST /api/commitments': { who: planner, about: ({ code }) => ({ path: '/api/commitments', body: { government: code } }) },
  'POST /api/commitments/none': { who: planner, about: ({ code }) => ({ path: '/api/commitments/none', body: { government: code } }) },
  'GET /api/commitments/:id': { who: all, about: withId('commitment', (id) => `/api/commitments/${id}`) },
  'POST /api/commitments/:id/pledging': commitment('pledging', { holdsOn: day }),
  'POST /api/commitments/:id/confirmation': commitment('confirmation', { holdsOn: day }),
  'POST /api/commitments/:id/withdrawal': commitment('withdrawal', { holdsOn: day, reason: 'diuji' }),
  'GET /api/figures': {
    who: all,
    about: ({ code }) => ({ path: `/api/figures?subject=${code}` }),
    plain: { path: '/api/figures' },
    speaksOf: listOf('subject'),
  },
  'POST /api/figures': { who: planner, about: ({ code }) => ({ path: '/api/figures', body: { subject: code } }) },
  'GET /api/targets': { who: all, plain: { path: '/api/targets' }, speaksOf: listOf('government') },
  'POST /api/targets': { who: planner, about: ({ code }) => ({ path: '/api/targets', body: { government: code } }) },

  'GET /api/allocations': {
    who: all,
    about: ({ code }) => ({ path: `/api/allocations?payer=${code}` }),
    plain: { path: '/api/allocations' },
    speaksOf: listOf('payer'),
  },
  'POST /api/allocations': { who: budgeting, about: ({ code }) => ({ path: '/api/allocations', body: { payer: code } }) },
  'POST /api/allocations/none': { who: budgeting, about: ({ code }) => ({ path: '/api/allocations/none', body: { payer: code } }) },
  'POST /api/allocations/preview': { who: all, plain: { path: '/api/allocations/preview', body: {} } },
  'GET /api/allocations/:id': { who: all, about: withId('allocation', (id) => `/api/allocations/${id}`) },
  'POST /api/allocations/:id/revisions': {
    who: treasury,
    about: withId('allocation', (id) => `/api/allocations/${id}/revisions`, {
      amount: '90000000',
      document,
      holdsOn: day,
      source: { title: 'Surat', publisher: null, date: day },
    }),
  },
  'GET /api/disbursements': {
    who: all,
    about: ({ code }) => ({ path: `/api/disbursements?payer=${code}` }),
    plain: { path: '/api/disbursements' },
    speaksOf: listOf('payer'),
  },
  'POST /api/disbursements': {
    who: treasury,
    about: (holdings) =>
      holdings.allocation === undefined
        ? undefined
        : {
            path: '/api/disbursements',
            body: {
              allocationId: holdings.allocation,
              stage: 'disbursed',
              amount: '999999999',
              months: ['2025-10'],
              document,
              holdsOn: day,
            },
          },
  },
  'GET /api/disbursements/:id': { who: all, about: withId('disbursement', (id) => `/api/disbursements/${id}`) },
  'POST /api/disbursements/:id/stages': payment('stages', { stage: 'ordered', document, holdsOn: day }),
  'POST /api/disbursements/:id/receipt': payment('receipt', { number: 'X', date: day }),
  'POST /api/disbursements/:id/rejection': payment('rejection', { reason: 'diuji', holdsOn: day }),
  'POST /api/disbursements/:id/refund': payment('refund', { document }),

  'GET /api/headcounts': {
    who: all,
    about: ({ code }) => ({ path: `/api/headcounts?payer=${code}` }),
    plain: { path: '/api/headcounts' },
    speaksOf: listOf('payer'),
  },
  'POST /api/headcounts': {
    who: ['enrolment-officer', 'planner'],
    about: ({ code }) => ({ path: '/api/headcounts', body: { payer: code } }),
  },

  'GET /api/scorecards': {
    who: all,
    plain: { path: '/api/scorecards?fiscalYear=2025' },
    speaksOf: (body) => (body as { rows: { government: { code: string } }[] }).rows.map((row) => row.government.code),
  },
  'GET /api/scorecards/:code': { who: all, about: ({ code }) => ({ path: `/api/scorecards/${code}?fiscalYear=2025` }) },
  'GET /api/rules': { who: all, plain: { path: '/api/rules?fiscalYear=2025' } },
  'PUT /api/rules/:rule': { who: administrator, plain: { path: '/api/rules/no-data', body: {} } },

  // Nothing is begun here: the body is refused, and there is no former generation.
  'GET /api/system/scorecards/rebuild': system('/api/system/scorecards/rebuild'),
  'POST /api/system/scorecards/rebuild': {
    who: administrator,
    plain: { path: '/api/system/scorecards/rebuild', body: { verify: 'diuji' } },
  },
  'POST /api/system/scorecards/rebuild/roll-back': system('/api/system/scorecards/rebuild/roll-back'),
  'POST /api/system/scorecards/rebuild/drop-former': system('/api/system/scorecards/rebuild/drop-former'),

  'GET /api/reminders': {
    who: all,
    about: ({ code }) => ({ path: `/api/reminders?government=${code}` }),
    plain: { path: '/api/reminders' },
    speaksOf: listOf('government'),
  },
  'GET /api/reminders/letters/:id': { who: all, about: withId('letter', (id) => `/api/reminders/letters/${id}`) },
  'GET /api/reminders/letters/:id.eml': { who: all, about: withId('letter', (id) => `/api/reminders/letters/${id}.eml`) },

  ...Object.fromEntries(
    ['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'].flatMap((service) =>
      [
        ['GET', '/health'],
        ['GET', '/event-log'],
        ['GET', '/audit/heads'],
        ['GET', '/audit/rows'],
        ['GET', '/dead-letters'],
        ['GET', '/dead-letters/:id'],
        ['POST', '/dead-letters/:id/replay'],
        ['POST', '/dead-letters/:id/discard'],
      ].map(([method = '', path = '']) => [
        `${method} /api/system/${service}${path}`,
        system(`/api/system/${service}${path.replace(':id', nobody)}`),
      ]),
    ),
  ),
};
