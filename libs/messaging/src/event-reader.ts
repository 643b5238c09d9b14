import { DefectiveRecordError, readAttributes, readData } from './cloud-event';
import type { Envelope } from './envelope';
import type { EventContracts } from './event-contracts';
import type { StoredRecord } from './event-log/event-log';

/** The event of a record, held against its contract. Throws `DefectiveRecordError`. */
export function readEvent(record: StoredRecord, contracts: EventContracts): Envelope {
  const attributes = readAttributes(record);
  if (!contracts.isKnown(attributes.type)) throw new DefectiveRecordError('unknown-event-type', `no contract knows ${attributes.type}`);
  const data = readData(record);
  const problems = contracts.problemsReceived(attributes.type, data);
  if (problems.length > 0) throw new DefectiveRecordError('contract-violated', problems.join('; '));
  return Object.assign(attributes, { data });
}
