import { asyncApi } from './async-api';
import { EVENTS, type EventType, isKnownEvent, topicOf, validateEvent, validateReceived } from './registry';
import { SAMPLES } from './samples';

const types = Object.keys(EVENTS) as EventType[];

describe('the event contracts', () => {
  it.each(types)('%s accepts its golden sample', (type) => {
    expect(validateEvent(type, SAMPLES[type])).toEqual([]);
  });

  it.each(types)('%s is closed: it refuses a field it does not know', (type) => {
    expect(validateEvent(type, { ...SAMPLES[type], surprise: true })).not.toEqual([]);
  });

  it.each(types)('%s is read from a newer producer that added an optional field, yet not when it is malformed', (type) => {
    expect(validateReceived(type, { ...SAMPLES[type], added: 1 })).toEqual([]);
    expect(validateReceived(type, {})).not.toEqual([]);
  });

  it.each(types)('%s misses no field silently', (type) => {
    for (const field of Object.keys(SAMPLES[type])) {
      const required = (EVENTS[type] as { required?: string[] }).required ?? [];
      const without = Object.fromEntries(Object.entries(SAMPLES[type]).filter(([name]) => name !== field));
      expect(validateEvent(type, without).length > 0).toBe(required.includes(field));
    }
  });

  it('names a topic that exists, a past event and a version in every type', () => {
    for (const type of types) {
      expect(type).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)+\.v\d+$/);
      expect(topicOf(type)).toBe(type.split('.')[0]);
    }
  });

  it('does not take an inherited property for an event', () => {
    expect(isKnownEvent('constructor')).toBe(false);
  });

  it('carries no field that could hold a person: names, addresses and national ids stay in enrolment', () => {
    const text = JSON.stringify(EVENTS).toLowerCase();
    for (const field of ['"nik"', '"fullname"', '"personname"', '"address"', '"phone"', '"birth']) expect(text).not.toContain(field);
  });

  it.each<[string | number, string]>([
    ['-5', 'a sign'],
    ['0', 'zero'],
    ['1.5', 'a fraction'],
    ['100.000', 'dots'],
    ['Rp100', 'a currency sign'],
    ['9999999999999999999', 'more than 18 digits'],
    [100, 'a number'],
  ])('refuses an amount of %s (%s)', (amount) => {
    expect(validateEvent('budgets.allocation-recorded.v1', { ...SAMPLES['budgets.allocation-recorded.v1'], amount })).not.toEqual([]);
  });
});

describe('the AsyncAPI document', () => {
  it('lists every event once, on its own topic', () => {
    const { channels } = asyncApi() as { channels: Record<string, { messages: Record<string, unknown> }> };
    const listed = Object.values(channels).flatMap((channel) => Object.keys(channel.messages));
    expect(listed.sort()).toEqual([...types].sort());
  });
});
