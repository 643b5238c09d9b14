import { Allow, currentActor, ROLES } from '@komitmen/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReminderList } from './reminder-list.service';
import { ReminderQuery, ReminderView } from './reminder.dto';

@ApiTags('reminders')
@Controller('/api/reminders')
export class ReminderController {
  constructor(private readonly reminders: ReminderList) {}

  @Get()
  @Allow({ roles: ROLES, government: 'filtered' })
  @ApiOperation({ summary: 'Reminders: to which post, about which flag, when, and what became of them' })
  @ApiOkResponse({ type: [ReminderView] })
  list(@Query() query: ReminderQuery): Promise<ReminderView[]> {
    const actor = currentActor();
    if (query.government !== undefined) actor.requireGovernment(query.government);
    return this.reminders.find(query, actor);
  }
}
