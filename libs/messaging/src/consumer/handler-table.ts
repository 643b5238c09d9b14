import type { MessageHandler } from '@nestjs/microservices';
import { defaultIfEmpty, isObservable, lastValueFrom } from 'rxjs';
import type { Envelope } from '../envelope';
import type { ChunkContext } from './chunk-context';

/** The handlers of a service by event type; several for one type run in turn, in the order of registration. */
export class HandlerTable {
  private readonly byType = new Map<string, MessageHandler[]>();

  add(type: string, handler: MessageHandler): void {
    this.byType.set(type, [...(this.byType.get(type) ?? []), handler]);
  }

  has(type: string): boolean {
    return this.byType.has(type);
  }

  types(): string[] {
    return [...this.byType.keys()].sort();
  }

  async run(event: Envelope, context: ChunkContext): Promise<void> {
    for (const handler of this.byType.get(event.type) ?? []) {
      const result: unknown = await handler(event, context);
      if (isObservable(result)) await lastValueFrom(result.pipe(defaultIfEmpty(undefined)));
    }
  }
}
