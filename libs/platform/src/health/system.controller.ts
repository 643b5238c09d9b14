import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '@komitmen/kernel';
import { DeadLetters, type DeadLetterDetail, type DeadLetterState, type DeadLetterSummary, type ReplayOutcome } from '@komitmen/messaging';
import { IsIn, IsOptional } from 'class-validator';
import { Allow } from '../auth/allow';
import { currentActor } from '../context/request-context';
import { IsText } from '../recording/input.dto';
import type { ServiceHealth } from '../service/service-definition';
import { EventLogLook, type EventLogView } from './event-log-view';
import { Health } from './health';

class DeadLetterQuery {
  @IsOptional()
  @IsIn(['open', 'replayed', 'discarded'])
  state?: DeadLetterState;
}

class DiscardRequest {
  @IsText(500, 'Salah ketik; angka yang benar sudah dicatat')
  reason!: string;
}

const ADMINISTRATOR = { roles: ['administrator'] } as const;

/** `/api/system/<service>`: what an administrator sees of a service and may set right, the same in every service. */
export function systemControllers(service: string): Type<unknown>[] {
  @ApiTags('system')
  @Controller(`api/system/${service}`)
  class SystemController {
    constructor(
      private readonly parts: Health,
      private readonly deadLetters: DeadLetters,
      private readonly eventLogLook: EventLogLook,
    ) {}

    @Get('health')
    @Allow(ADMINISTRATOR)
    health(): Promise<ServiceHealth> {
      return this.parts.report();
    }

    @Get('event-log')
    @Allow(ADMINISTRATOR)
    eventLog(): Promise<EventLogView> {
      return this.eventLogLook.view();
    }

    @Get('dead-letters')
    @Allow(ADMINISTRATOR)
    list(@Query() query: DeadLetterQuery): Promise<DeadLetterSummary[]> {
      return this.deadLetters.list(query.state === undefined ? {} : { state: query.state });
    }

    @Get('dead-letters/:id')
    @Allow(ADMINISTRATOR)
    async show(@Param('id', ParseUUIDPipe) id: string): Promise<DeadLetterDetail> {
      const letter = await this.deadLetters.show(id);
      if (letter === null) throw new DomainError('not-found', 'dead-letter-unknown', 'Peristiwa tertunda ini tidak ada.', { id });
      return letter;
    }

    @Post('dead-letters/:id/replay')
    @HttpCode(200)
    @Allow(ADMINISTRATOR)
    async replay(@Param('id', ParseUUIDPipe) id: string): Promise<ReplayOutcome> {
      await this.show(id);
      return this.deadLetters.replay(id, currentActor().accountId);
    }

    @Post('dead-letters/:id/discard')
    @HttpCode(200)
    @Allow(ADMINISTRATOR)
    async discard(@Param('id', ParseUUIDPipe) id: string, @Body() { reason }: DiscardRequest): Promise<ReplayOutcome> {
      await this.show(id);
      return this.deadLetters.discard(id, { by: currentActor().accountId, reason });
    }
  }
  return [SystemController];
}
