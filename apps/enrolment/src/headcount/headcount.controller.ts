import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, PayerQuery, ROLES } from '@komitmen/platform';
import { HeadcountDto } from './headcount.dto';
import { HeadcountService, type HeadcountView } from './headcount.service';

@ApiTags('headcounts')
@Controller('api/headcounts')
export class HeadcountController {
  constructor(private readonly headcounts: HeadcountService) {}

  @Get()
  @Allow({ roles: ROLES, government: 'filtered' })
  list(@Query() query: PayerQuery): Promise<HeadcountView[]> {
    return this.headcounts.list(query);
  }

  @Post()
  @Allow({ roles: ['enrolment-officer', 'planner'], government: { in: 'body', field: 'payer' } })
  report(@Body() dto: HeadcountDto): Promise<HeadcountView> {
    return this.headcounts.report(dto);
  }
}
