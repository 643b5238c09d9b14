// Made up: the 38 provinces and 514 regencies that Indonesia has, with something to say about each.
import { randomUUID } from 'node:crypto';

export const PROVINCES = [
  11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 61, 62, 63, 64, 65, 71, 72, 73, 74, 75, 76, 81, 82, 91, 92,
  93, 94, 95, 96,
].map(String);
const REGENCIES = 514;
const day = '2025-07-15';

/** Every government: 38 provinces, then 514 regencies. */
export const GOVERNMENTS = [...PROVINCES.map((code) => ({ code, province: code })), ...regencies()];

/** Reports of headcounts, number `from` until `to`, of one government after the other. */
export function reports(samples, from, to) {
  const type = 'enrolment.headcount-reported.v1';
  const about = { ...samples[type], kind: 'count', qualifier: 'rounded', statement: null, holdsOn: '2025-07-14', knownOn: day };
  return Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const { code, province } = GOVERNMENTS[number % GOVERNMENTS.length];
    const reportId = randomUUID();
    return event(type, province, reportId, {
      ...about,
      reportId,
      payer: code,
      persons: 1_000 + number,
      recordedAt: `${day}T01:00:00.000Z`,
    });
  });
}

/** In the order in which a service has to learn them: who there is, the day, then what is known. */
export function allEvents(samples) {
  return [
    ...PROVINCES.map((province) => governmentOf(province, province, 'province')),
    ...regencies().map(({ code, province }) => governmentOf(code, province, 'kabupaten')),
    ...PROVINCES.flatMap(dayOf),
    ...regencies().flatMap((regency) => factsOf(regency, samples)),
  ];
}

function regencies() {
  return Array.from({ length: REGENCIES }, (_, index) => {
    const province = PROVINCES[index % PROVINCES.length];
    return { code: `${province}.${String(Math.floor(index / PROVINCES.length) + 1).padStart(2, '0')}`, province, index };
  });
}

const event = (type, province, subject, data) => ({ type, province, subject, data });

const governmentOf = (code, province, kind) =>
  event('regencies.government-registered.v1', province, code, {
    code,
    name: kind === 'province' ? `Provinsi ${code}` : `Kabupaten Contoh ${code}`,
    kind,
    province,
    timeZone: 'Asia/Makassar',
    tile: null,
  });

const dayOf = (province) => [
  event('regencies.business-day-began.v1', province, province, {
    province,
    date: day,
    time: '09:00',
    zone: 'Asia/Makassar',
    mode: 'demonstration',
  }),
  event('budgets.business-day-reached.v1', province, province, { province, date: day }),
  event('enrolment.business-day-reached.v1', province, province, { province, date: day }),
];

/** Two of three have pledged, half of those have a budget line and a payment; nine of ten report people. */
function factsOf({ code, province, index }, samples) {
  const dated = { holdsOn: '2025-07-14', knownOn: day, recordedAt: `${day}T01:00:00.000Z` };
  const allocationId = randomUUID();
  const fact = (type, changes) => event(type, province, code, { ...samples[type], ...dated, ...changes });
  const money = { payer: code, beneficiary: code, allocationId };
  return [
    ...(index % 10 === 0
      ? []
      : [
          fact('enrolment.headcount-reported.v1', {
            reportId: randomUUID(),
            payer: code,
            kind: 'count',
            persons: 1_000 + index,
            qualifier: 'rounded',
            statement: null,
          }),
        ]),
    ...(index % 3 === 0 ? [] : [fact('regencies.commitment-pledged.v1', { commitmentId: randomUUID(), government: code })]),
    ...(index % 3 === 1
      ? [
          fact('budgets.allocation-recorded.v1', money),
          fact('budgets.disbursement-recorded.v1', { ...money, disbursementId: randomUUID(), stage: 'disbursed' }),
        ]
      : []),
  ];
}
