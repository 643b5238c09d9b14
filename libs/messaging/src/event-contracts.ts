import { isKnownEvent, topicOf, validateEvent, validateReceived } from '@komitmen/contracts';

/** What messaging must know of the events; the contracts by default, something small in its own tests. */
export interface EventContracts {
  isKnown(type: string): boolean;
  /** The topic of a known type. */
  topicOf(type: string): string;
  /** Problems of data about to be published. */
  problemsToPublish(type: string, data: unknown): string[];
  /** Problems of data received: fields that it does not know are let through. */
  problemsReceived(type: string, data: unknown): string[];
}

const unknown = (type: string): string[] => [`${type} is no known event type`];

export const contracts: EventContracts = {
  isKnown: isKnownEvent,
  topicOf: (type) => (isKnownEvent(type) ? topicOf(type) : ''),
  problemsToPublish: (type, data) => (isKnownEvent(type) ? validateEvent(type, data) : unknown(type)),
  problemsReceived: (type, data) => (isKnownEvent(type) ? validateReceived(type, data) : unknown(type)),
};
