import { Controller, Get, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { Allow } from '../auth/allow';
import { AuditVerification, type CheckedHeads, type CheckedRows } from './audit-verification';

const WHOLE_NUMBER = /^\d{1,15}$/;

class RowsQuery {
  @IsOptional()
  @Matches(WHOLE_NUMBER)
  after?: string;
}

class HeadsQuery {
  @IsOptional()
  @Matches(WHOLE_NUMBER)
  from?: string;
}

/** `/api/system/<service>/audit`: checks the audit, a stretch with each answer; the caller asks on with `next` until it is null. */
export function auditController(service: string): Type<unknown> {
  @ApiTags('system')
  @Controller(`api/system/${service}/audit`)
  class AuditController {
    constructor(private readonly verification: AuditVerification) {}

    @Get('heads')
    @Allow({ roles: ['administrator'] })
    heads(@Query() { from }: HeadsQuery): Promise<CheckedHeads> {
      return this.verification.heads(BigInt(from ?? 0));
    }

    @Get('rows')
    @Allow({ roles: ['administrator'] })
    rows(@Query() { after }: RowsQuery): Promise<CheckedRows> {
      return this.verification.rows(Number(after ?? 0));
    }
  }
  return AuditController;
}
