import { startTestBroker } from './test-broker';
import { startTestServer } from './test-server';

export default async function start(): Promise<void> {
  await Promise.all([startTestServer(), startTestBroker()]);
}
