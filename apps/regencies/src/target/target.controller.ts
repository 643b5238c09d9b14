import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TargetSet } from '@komitmen/contracts';
import { Allow, ROLES } from '@komitmen/platform';
import { TargetDto, TargetQuery } from './target.dto';
import { TargetService } from './target.service';

@ApiTags('targets')
@Controller('api/targets')
export class TargetController {
  constructor(private readonly targets: TargetService) {}

  @Get()
  @Allow({ roles: ROLES, government: 'filtered' })
  list(@Query() query: TargetQuery): Promise<TargetSet[]> {
    return this.targets.list(query);
  }

  @Post()
  @Allow({ roles: ['planner'], government: { in: 'body', field: 'government' } })
  set(@Body() dto: TargetDto): Promise<TargetSet> {
    return this.targets.set(dto);
  }
}
