import type { Cluster, Service } from './cluster';
import { CONSUMED, SERVICES } from './cluster';
import { type Poisoned, REFUSAL } from './faults';

export interface SetAside {
  readonly service: Service;
  readonly id: string;
  readonly key: string;
  readonly message: string;
  readonly parked: number;
}

/** Every event that is set aside, as an administrator sees it. */
export async function setAside(cluster: Cluster): Promise<SetAside[]> {
  const administrator = cluster.session(await cluster.token('administrator', '52'));
  const lists = SERVICES.map(async (service) => {
    const { status, body } = await administrator.get<Omit<SetAside, 'service'>[]>(`/api/system/${service}/dead-letters?state=open`);
    if (status !== 200) throw new Error(`dead letters of ${service}: ${status}`);
    return body.map((one) => ({ ...one, service }));
  });
  return (await Promise.all(lists)).flat();
}

const isRefused = ({ message }: SetAside): boolean => message.includes(REFUSAL);
const isPoison = ({ key }: SetAside): boolean => key.startsWith('poison-');

/** What nobody has staged. */
export const unexpected = (all: readonly SetAside[]): SetAside[] => all.filter((one) => !isRefused(one) && !isPoison(one));

/** Which service should have set the poison of which key aside. */
export const expectedPoison = (poisoned: readonly Poisoned[]): string[] =>
  SERVICES.flatMap((service) =>
    poisoned.filter(({ topic }) => CONSUMED[service]?.includes(topic)).map(({ key }) => `${service} ${key} 1 waits`),
  );

export const foundPoison = (all: readonly SetAside[]): string[] =>
  all.filter(isPoison).map(({ service, key, parked }) => `${service} ${key} ${parked} waits`);

/** Refused facts are handled again, poison is discarded, until nothing is set aside. @returns how many of each there were. */
export async function setRight(cluster: Cluster): Promise<{ replayed: number; discarded: number }> {
  const administrator = cluster.session(await cluster.token('administrator', '52'));
  const done = { replayed: 0, discarded: 0 };
  for (let all = await setAside(cluster); all.length > 0; all = await setAside(cluster))
    for (const one of all) {
      const path = `/api/system/${one.service}/dead-letters/${one.id}`;
      const answer = isPoison(one)
        ? await administrator.post(`${path}/discard`, { reason: 'it was made by a test' })
        : await administrator.post(`${path}/replay`, {});
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      done[isPoison(one) ? 'discarded' : 'replayed'] += 1;
    }
  return done;
}
