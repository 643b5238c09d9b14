import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, IfMatch, PayerQuery, type Role, ROLES } from '@komitmen/platform';
import { AllocationDto, fundingFrom, NoAllocationDto, PreviewDto, RevisionDto } from './allocation.dto';
import { AllocationService, type NoneView } from './allocation.service';
import type { AllocationDetail, AllocationView } from './allocation.view';
import { preview, type Preview } from './funding';

const payer = { in: 'body', field: 'payer' } as const;
const recorders: Role[] = ['treasury-officer', 'planner'];

@ApiTags('allocations')
@Controller('api/allocations')
export class AllocationController {
  constructor(private readonly allocations: AllocationService) {}

  @Get()
  @Allow({ roles: ROLES, government: 'filtered' })
  list(@Query() query: PayerQuery): Promise<AllocationView[]> {
    return this.allocations.list(query);
  }

  @Get(':id')
  @Allow({ roles: ROLES, government: 'loaded' })
  get(@Param('id') id: string): Promise<AllocationDetail> {
    return this.allocations.get(id);
  }

  @Post()
  @Allow({ roles: recorders, government: payer })
  record(@Body() dto: AllocationDto): Promise<AllocationView> {
    return this.allocations.record(dto);
  }

  @Post('none')
  @Allow({ roles: recorders, government: payer })
  declareNone(@Body() dto: NoAllocationDto): Promise<NoneView> {
    return this.allocations.declareNone(dto);
  }

  /** Arithmetic only: it looks nothing up and records nothing. */
  @Post('preview')
  @HttpCode(200)
  @Allow({ roles: ROLES })
  preview(@Body() dto: PreviewDto): Preview {
    return preview(fundingFrom(dto));
  }

  @Post(':id/revisions')
  @HttpCode(200)
  @Allow({ roles: recorders, government: 'loaded' })
  revise(@Param('id') id: string, @IfMatch() version: number, @Body() dto: RevisionDto): Promise<AllocationView> {
    return this.allocations.revise(id, version, dto);
  }
}
