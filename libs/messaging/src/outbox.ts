import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Envelope, NewEvent } from './envelope';
import type { EventContracts } from './event-contracts';
import { MessageContext } from './message-context';
import { EVENT_CONTRACTS, MESSAGING_OPTIONS, type MessagingOptions } from './messaging-options';
import { OutboxStore } from './outbox-store';
import { Relay } from './relay';
import { traceAtHand } from './trace-context';
import { UnitOfWork } from './unit-of-work';

/** Told about every published event, inside its transaction: an audit row is written here. */
export interface PublishObserver {
  published(event: Envelope, transaction: EntityManager): Promise<void>;
}

/** Publishing means writing a row in the transaction of the change; the relay brings it to the log after the commit. */
@Injectable()
export class Outbox {
  private readonly observers: PublishObserver[] = [];
  private readonly waiting = new WeakMap<EntityManager, Envelope[]>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly relay: Relay,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    @Inject(EVENT_CONTRACTS) private readonly contracts: EventContracts,
    private readonly store: OutboxStore,
  ) {}

  /**
   * Publishes with the transaction's commit. Resolves to the event's id.
   * Throws outside a unit of work, and on an event that its contract does not allow.
   */
  async publish(event: NewEvent): Promise<string> {
    const transaction = this.unitOfWork.transaction();
    this.verify(event);
    const envelope = this.wrap(event);
    if (MessageContext.current()?.rebuilding) return envelope.id;
    this.put(transaction, envelope);
    for (const observer of this.observers) await observer.published(envelope, transaction);
    return envelope.id;
  }

  observe(observer: PublishObserver): void {
    this.observers.push(observer);
  }

  private verify({ type, data }: NewEvent): void {
    const problems = this.contracts.problemsToPublish(type, data);
    if (problems.length > 0) throw new Error(`${type} breaks its contract: ${problems.join('; ')}`);
    const topic = this.contracts.topicOf(type);
    if (topic !== this.options.service) throw new Error(`${this.options.service} may not publish ${type}, which is ${topic}'s`);
  }

  private wrap(event: NewEvent): Envelope {
    const id = uuidv7();
    const context = MessageContext.current();
    return {
      id,
      type: event.type,
      source: `/komitmen/${this.options.service}`,
      subject: event.subject,
      time: new Date().toISOString(),
      dataschema: `urn:komitmen:event:${event.type}`,
      partitionkey: event.province,
      aggregateversion: event.aggregateVersion,
      correlationid: context?.correlationId ?? id,
      causationid: context?.causationId ?? null,
      actor: context?.actor ?? null,
      ...traceAtHand(),
      data: event.data,
    };
  }

  /** Rows are written together with the commit: a chunk that publishes a thousand events costs one insert. */
  private put(transaction: EntityManager, envelope: Envelope): void {
    const waiting = this.waiting.get(transaction);
    if (waiting) {
      waiting.push(envelope);
      return;
    }
    const events = [envelope];
    this.waiting.set(transaction, events);
    this.unitOfWork.withCommit(() => this.store.adding(events));
    this.unitOfWork.afterCommit(() => this.relay.wake());
  }
}
