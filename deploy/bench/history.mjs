// Made up: ten years of what 38 provinces and 514 regencies report month by month, as records of the log.
import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { library } from './built.mjs';
import { allEvents, GOVERNMENTS, PROVINCES } from './governments.mjs';
import { recordOf } from './records.mjs';

const FIRST_YEAR = 2016;
const YEARS = 10;
const MONTHS = YEARS * 12;
const hex = (number, digits) => number.toString(16).padStart(digits, '0');
/** The same thing of a government and year, whoever speaks of it. */
const idOf = (kind, government, year, number) =>
  `01981000-${hex(kind, 4)}-7${hex(number, 3)}-8${hex(year - FIRST_YEAR, 3)}-${hex(government, 12)}`;
const dayOf = (year, month) => `${year}-${String(month + 1).padStart(2, '0')}-05`;

/** Twenty in a row: twelve reports of people, four payments, two budget lines, a pledge and a stated figure. */
const MIX = [
  ...Array(12).fill('enrolment.headcount-reported.v1'),
  ...Array(4).fill('budgets.disbursement-recorded.v1'),
  ...Array(2).fill('budgets.allocation-recorded.v1'),
  'regencies.commitment-pledged.v1',
  'regencies.figure-stated.v1',
];

/** Who there is, and a business day of each month that all three services came to. */
export function beginning() {
  const governments = allEvents(library('contracts').SAMPLES).filter(({ type }) => type === 'regencies.government-registered.v1');
  const marks = [];
  for (let month = 0; month < MONTHS; month += 1) {
    const date = dayOf(FIRST_YEAR + Math.floor(month / 12), month % 12);
    for (const province of PROVINCES) {
      const began = { province, date, time: '09:00', zone: 'Asia/Makassar', mode: 'demonstration' };
      marks.push({ type: 'regencies.business-day-began.v1', province, subject: province, data: began });
      for (const service of ['budgets', 'enrolment'])
        marks.push({ type: `${service}.business-day-reached.v1`, province, subject: province, data: { province, date } });
    }
  }
  return [...governments, ...marks].map(recordOf);
}

/** Facts number `from` until `to` of `count`: in the order of the months, each month of one government after the other. */
export function facts(from, to, count) {
  const { SAMPLES, topicOf } = library('contracts');
  return Array.from({ length: to - from }, (_, index) => recordFor(from + index, count, SAMPLES, topicOf));
}

function recordFor(number, count, samples, topicOf) {
  const month = Math.floor((number * MONTHS) / count);
  const [year, place] = [FIRST_YEAR + Math.floor(month / 12), number % GOVERNMENTS.length];
  const { code, province } = GOVERNMENTS[place];
  const turn = Math.floor(number / GOVERNMENTS.length) % MIX.length;
  const type = MIX[turn];
  const knownOn = dayOf(year, month % 12);
  const dated = { fiscalYear: year, holdsOn: knownOn, knownOn, recordedAt: `${knownOn}T01:00:00.000Z` };
  const allocationId = idOf(1, place, year, turn % 2);
  const own = {
    'enrolment.headcount-reported.v1': {
      reportId: randomUUID(),
      payer: code,
      kind: 'count',
      persons: 1_000 + turn,
      qualifier: 'exact',
      statement: null,
    },
    'budgets.disbursement-recorded.v1': { disbursementId: randomUUID(), payer: code, beneficiary: code, allocationId, stage: 'disbursed' },
    'budgets.allocation-recorded.v1': { allocationId, payer: code, beneficiary: code, version: 1 + (month % 12) },
    'regencies.commitment-pledged.v1': { commitmentId: idOf(2, place, year, 0), government: code, version: 1 + (month % 12) },
    'regencies.figure-stated.v1': { subject: code },
  }[type];
  const data = { ...samples[type], ...dated, ...own };
  const event = { type, province, subject: code, data };
  return number < MIX.length * GOVERNMENTS.length ? recordOf(event) : unchecked(event, topicOf);
}

/** As `recordOf`, for events whose like was held against its contract. */
function unchecked({ type, province, subject, data }, topicOf) {
  const headers = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: uuidv7(),
    ce_type: type,
    ce_source: `/komitmen/${topicOf(type)}`,
    ce_subject: subject,
    ce_time: data.recordedAt,
    ce_dataschema: `urn:komitmen:event:${type}`,
    ce_partitionkey: province,
    ce_aggregateversion: '1',
    ce_correlationid: randomUUID(),
  };
  return { topic: topicOf(type), key: subject, partitionKey: province, value: JSON.stringify(data), headers };
}
