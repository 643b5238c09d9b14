import { stopTestBroker } from './test-broker';
import { stopTestServer } from './test-server';

export default async function stop(): Promise<void> {
  await Promise.all([stopTestServer(), stopTestBroker()]);
}
