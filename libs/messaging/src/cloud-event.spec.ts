import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefectiveRecordError, headersOf, identityOf, readAttributes, readData } from './cloud-event';
import type { StoredRecord } from './event-log/event-log';

const attributes = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  type: 'garden.plant-grew.v1',
  source: '/komitmen/garden',
  subject: 'basil',
  time: '2025-07-15T01:00:00.000Z',
  dataschema: 'urn:komitmen:event:garden.plant-grew.v1',
  partitionkey: '52',
  aggregateversion: 3,
  correlationid: 'request-1',
  causationid: null,
  actor: null,
};

const record = (headers: Record<string, string>, value = '{}'): StoredRecord => ({
  topic: 'garden',
  partition: 2,
  offset: 7n,
  key: 'basil',
  partitionKey: '52',
  value,
  headers,
  storedAt: new Date(0),
});

const reasonOf = (read: () => unknown): string | undefined => {
  try {
    read();
  } catch (error) {
    return error instanceof DefectiveRecordError ? error.reason : 'another error';
  }
  return undefined;
};

describe('the envelope in headers', () => {
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=1' };
  it.each([attributes, { ...attributes, causationid: attributes.id, actor: 'account-1' }, { ...attributes, ...trace }])(
    'is read as it was written',
    (event) => {
      expect(readAttributes(record(headersOf(event)))).toEqual(event);
    },
  );

  it('bears the trace under the names of the distributed tracing extension, and none where there is none', () => {
    expect(headersOf({ ...attributes, ...trace })).toMatchObject({ ce_traceparent: trace.traceparent, ce_tracestate: trace.tracestate });
    expect(Object.keys(headersOf(attributes)).filter((name) => name.includes('trace'))).toEqual([]);
  });

  it('needs exactly those headers that AsyncAPI says are required', () => {
    const { components } = JSON.parse(readFileSync(join(__dirname, '../../../docs/asyncapi.json'), 'utf8')) as {
      components: { messages: Record<string, { headers: { required: string[]; properties: object } }> };
    };
    const whole = headersOf({ ...attributes, causationid: attributes.id, actor: 'account-1', ...trace });
    const needed = Object.keys(whole).filter((name) => {
      const { [name]: _left, ...rest } = whole;
      return reasonOf(() => readAttributes(record(rest))) !== undefined;
    });
    for (const { headers } of Object.values(components.messages)) {
      expect(needed.sort()).toEqual([...headers.required].sort());
      expect(Object.keys(headers.properties).sort()).toEqual(
        Object.keys(whole)
          .filter((name) => name.startsWith('ce_'))
          .sort(),
      );
    }
  });

  it.each([
    ['without an id', { ce_id: '' }],
    ['with an id that is no UUID', { ce_id: '17' }],
    ['of another specification', { ce_specversion: '0.3' }],
    ['with a version that is no number', { ce_aggregateversion: 'three' }],
  ])('is malformed %s', (_what, wrong) => {
    expect(reasonOf(() => readAttributes(record({ ...headersOf(attributes), ...wrong })))).toBe('malformed-envelope');
  });

  it('holds no data but JSON', () => {
    expect(readData(record({}, '{"plant":"basil"}'))).toEqual({ plant: 'basil' });
    expect(reasonOf(() => readData(record({}, '{"plant":')))).toBe('malformed-data');
  });

  it('identifies a record by its event, or else by its place', () => {
    expect(identityOf(record(headersOf(attributes)))).toBe(attributes.id);
    expect(identityOf(record({ ce_id: 'no uuid' }))).toBe('garden/2/7');
  });
});
