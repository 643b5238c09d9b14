import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FigureStated } from '@komitmen/contracts';
import { Allow, ROLES } from '@komitmen/platform';
import { FigureDto, FigureQuery } from './figure.dto';
import { FigureService } from './figure.service';

@ApiTags('figures')
@Controller('api/figures')
export class FigureController {
  constructor(private readonly figures: FigureService) {}

  @Get()
  @Allow({ roles: ROLES, government: 'filtered' })
  list(@Query() query: FigureQuery): Promise<FigureStated[]> {
    return this.figures.list(query);
  }

  @Post()
  @Allow({ roles: ['planner'], government: { in: 'body', field: 'subject' } })
  state(@Body() dto: FigureDto): Promise<FigureStated> {
    return this.figures.state(dto);
  }
}
