/** The shared broker of the test run. */
export function testKafkaBrokers(): string[] {
  return [fromEnvironment('KOMITMEN_TEST_KAFKA_BROKERS')];
}

/** The shared Redis of the test run. */
export function testRedisUrl(): string {
  return fromEnvironment('KOMITMEN_TEST_REDIS_URL');
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this test through jest and its project "distributed"`);
  return value;
}
