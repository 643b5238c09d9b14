import { startTracing } from './start-tracing';

jest.mock('@opentelemetry/sdk-trace', () => {
  throw new Error('the SDK is loaded');
});

describe('tracing', () => {
  const logger = { warn: () => undefined };
  const names = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_SDK_DISABLED'] as const;
  beforeEach(() => {
    for (const name of names) Reflect.deleteProperty(process.env, name);
  });

  it.each<[string, Partial<Record<(typeof names)[number], string>>]>([
    ['no collector is named', {}],
    ['the name is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    ['it is switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'true' }],
  ])('does not load its SDK when %s', async (_what, environment) => {
    Object.assign(process.env, environment);
    await (await startTracing('garden', logger)).stop();
  });

  it.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])('loads it when %s names a collector', async (name) => {
    process.env[name] = 'http://127.0.0.1:4318';
    await expect(startTracing('garden', logger)).rejects.toThrow('the SDK is loaded');
  });
});
