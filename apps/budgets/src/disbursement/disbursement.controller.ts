import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, IfMatch, PayerQuery, ROLES } from '@komitmen/platform';
import { DisbursementDto, ProgressDto, ReceiptDto, RefundDto, RejectionDto } from './disbursement.dto';
import { DisbursementService } from './disbursement.service';
import type { DisbursementView, RecordedPayment } from './disbursement.view';

const officer = { roles: ['treasury-officer'], government: 'loaded' } as const;

@ApiTags('disbursements')
@Controller('api/disbursements')
export class DisbursementController {
  constructor(private readonly disbursements: DisbursementService) {}

  @Get()
  @Allow({ roles: ROLES, government: 'filtered' })
  list(@Query() query: PayerQuery): Promise<DisbursementView[]> {
    return this.disbursements.list(query);
  }

  @Get(':id')
  @Allow({ roles: ROLES, government: 'loaded' })
  get(@Param('id') id: string): Promise<DisbursementView> {
    return this.disbursements.get(id);
  }

  @Post()
  @Allow(officer)
  pay(@Body() dto: DisbursementDto): Promise<RecordedPayment> {
    return this.disbursements.pay(dto);
  }

  @Post(':id/stages')
  @HttpCode(200)
  @Allow(officer)
  progress(@Param('id') id: string, @IfMatch() version: number, @Body() dto: ProgressDto): Promise<DisbursementView> {
    return this.disbursements.progress(id, version, dto);
  }

  @Post(':id/receipt')
  @HttpCode(200)
  @Allow(officer)
  acknowledge(@Param('id') id: string, @IfMatch() version: number, @Body() dto: ReceiptDto): Promise<DisbursementView> {
    return this.disbursements.acknowledge(id, version, dto);
  }

  @Post(':id/rejection')
  @HttpCode(200)
  @Allow(officer)
  reject(@Param('id') id: string, @IfMatch() version: number, @Body() dto: RejectionDto): Promise<DisbursementView> {
    return this.disbursements.reject(id, version, dto);
  }

  @Post(':id/refund')
  @HttpCode(200)
  @Allow(officer)
  refund(@Param('id') id: string, @IfMatch() version: number, @Body() dto: RefundDto): Promise<DisbursementView> {
    return this.disbursements.refund(id, version, dto);
  }
}
