import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { governmentCode } from '@komitmen/kernel';
import { Allow, currentActor, ROLES } from '@komitmen/platform';
import { OfficialDto } from './government.dto';
import { GovernmentService, type GovernmentWithOfficials, type OfficialView } from './government.service';

@ApiTags('regencies')
@Controller('api/regencies')
export class GovernmentController {
  constructor(private readonly governments: GovernmentService) {}

  @Get()
  @Allow({ roles: ROLES, government: 'filtered' })
  list(): Promise<GovernmentWithOfficials[]> {
    const actor = currentActor();
    return this.governments.list((code) => actor.mayActFor(code));
  }

  @Post(':code/officials')
  @HttpCode(200)
  @Allow({ roles: ['administrator'], government: { in: 'params', field: 'code' } })
  registerOfficial(@Param('code') code: string, @Body() { post, title, email }: OfficialDto): Promise<OfficialView> {
    return this.governments.registerOfficial({ government: governmentCode(code, 'code'), post, title, email });
  }
}
