import { Allow, IfMatch, ROLES } from '@komitmen/platform';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RuleDto, RuleParameterDto, RuleQuery } from './rule-parameter.dto';
import { RuleParameterService } from './rule-parameter.service';
import type { RuleView } from './rule-setting';

@ApiTags('rules')
@Controller('api/rules')
export class RuleParameterController {
  constructor(private readonly rules: RuleParameterService) {}

  @Get()
  @Allow({ roles: ROLES })
  @ApiOperation({ summary: 'The laggard rules of a province and fiscal year, their parameters and every earlier setting' })
  @ApiOkResponse({ type: [RuleDto] })
  list(@Query() { fiscalYear, province }: RuleQuery): Promise<RuleView[]> {
    return this.rules.list(province, fiscalYear);
  }

  @Put(':rule')
  @Allow({ roles: ['administrator'] })
  @ApiOperation({ summary: 'Set a rule’s parameter for a province and fiscal year' })
  @ApiHeader({ name: 'If-Match', required: true, description: 'the version seen, such as "1"' })
  @ApiOkResponse({ type: RuleDto })
  set(@Param('rule') rule: string, @IfMatch() version: number, @Body() dto: RuleParameterDto): Promise<RuleView> {
    return this.rules.set(rule, version, dto);
  }
}
