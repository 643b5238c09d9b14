import { within } from '../within';
import type { EventLog, RecordPosition, StoredRecord } from './event-log';

/**
 * Hands over what one partition holds from a place on, up to an offset that is not read any more.
 * @returns the offset to go on at: `end`, or an earlier one where the log took longer than the limit.
 */
export async function readPartition(
  log: EventLog,
  from: RecordPosition,
  { end, limitMs }: { readonly end: bigint; readonly limitMs: number },
  hand: (record: StoredRecord) => void,
): Promise<bigint> {
  let next = from.offset;
  if (next >= end) return next;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const following = log.follow({ topics: [from.topic], from: [from] }, (record) => {
    if (record.partition !== from.partition || record.offset < next || record.offset >= end) return;
    hand(record);
    next = record.offset + 1n;
    if (next === end) finish();
  });
  await within(limitMs, finished);
  await following.stop();
  return next;
}
