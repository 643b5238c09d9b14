import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, IfMatch, ROLES } from '@komitmen/platform';
import { CommitmentDto, CommitmentQuery, ConfirmationDto, NoCommitmentDto, PledgingDto, WithdrawalDto } from './commitment.dto';
import { CommitmentService } from './commitment.service';
import type { CommitmentView } from './commitment.view';

const body = { in: 'body', field: 'government' } as const;

@ApiTags('commitments')
@Controller('api/commitments')
export class CommitmentController {
  constructor(private readonly commitments: CommitmentService) {}

  @Get()
  @Allow({ roles: ROLES, government: 'filtered' })
  list(@Query() query: CommitmentQuery): Promise<CommitmentView[]> {
    return this.commitments.list(query);
  }

  @Get(':id')
  @Allow({ roles: ROLES, government: 'loaded' })
  get(@Param('id') id: string): Promise<CommitmentView> {
    return this.commitments.get(id);
  }

  @Post()
  @Allow({ roles: ['planner'], government: body })
  pledge(@Body() dto: CommitmentDto): Promise<CommitmentView> {
    return this.commitments.pledge(dto);
  }

  @Post('none')
  @Allow({ roles: ['planner'], government: body })
  declareNone(@Body() dto: NoCommitmentDto): Promise<CommitmentView> {
    return this.commitments.declareNone(dto);
  }

  @Post(':id/pledging')
  @HttpCode(200)
  @Allow({ roles: ['planner'], government: 'loaded' })
  makePledged(@Param('id') id: string, @IfMatch() version: number, @Body() dto: PledgingDto): Promise<CommitmentView> {
    return this.commitments.makePledged(id, version, dto);
  }

  @Post(':id/confirmation')
  @HttpCode(200)
  @Allow({ roles: ['planner'], government: 'loaded' })
  confirm(@Param('id') id: string, @IfMatch() version: number, @Body() dto: ConfirmationDto): Promise<CommitmentView> {
    return this.commitments.confirm(id, version, dto);
  }

  @Post(':id/withdrawal')
  @HttpCode(200)
  @Allow({ roles: ['planner'], government: 'loaded' })
  withdraw(@Param('id') id: string, @IfMatch() version: number, @Body() dto: WithdrawalDto): Promise<CommitmentView> {
    return this.commitments.withdraw(id, version, dto);
  }
}
