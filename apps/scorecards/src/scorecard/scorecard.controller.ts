import { Allow, ROLES } from '@komitmen/platform';
import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ScorecardDetailDto, ScorecardListDto, ScorecardListQuery, ScorecardQuery } from './scorecard.dto';
import { type ScorecardDetail, ScorecardService } from './scorecard.service';

@ApiTags('scorecards')
@Controller('api/scorecards')
export class ScorecardController {
  constructor(private readonly scorecards: ScorecardService) {}

  @Get()
  @Allow({ roles: ROLES, government: 'filtered' })
  @ApiOperation({ summary: 'The chain of a province: every government’s row, sums by payer, and whether they match what sources state' })
  @ApiOkResponse({ type: ScorecardListDto })
  @Header('content-type', 'application/json; charset=utf-8')
  list(@Query() query: ScorecardListQuery): Promise<string> {
    return this.scorecards.list(query);
  }

  @Get(':code')
  @Allow({ roles: ROLES, government: { in: 'params', field: 'code' } })
  @ApiOperation({ summary: 'One government: five links, rules, flags, months and everything that happened' })
  @ApiOkResponse({
    type: ScorecardDetailDto,
    headers: { ETag: { description: 'the scorecard’s version', schema: { type: 'string', example: '"3"' } } },
  })
  detail(@Param('code') code: string, @Query() query: ScorecardQuery): Promise<ScorecardDetail> {
    return this.scorecards.detail(code, query);
  }
}
