import { Allow } from '@komitmen/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RebuildDto, RebuildRequest } from './rebuild.dto';
import { RebuildService, type RebuildView } from './rebuild.service';

const ADMINISTRATOR = { roles: ['administrator'] } as const;

@ApiTags('system')
@Controller('api/system/scorecards/rebuild')
export class RebuildController {
  constructor(private readonly rebuild: RebuildService) {}

  @Get()
  @Allow(ADMINISTRATOR)
  @ApiOperation({ summary: 'The generations of the scorecards, and how far the one being built has come' })
  @ApiOkResponse({ type: RebuildDto })
  state(): Promise<RebuildView> {
    return this.rebuild.state();
  }

  @Post()
  @HttpCode(200)
  @Allow(ADMINISTRATOR)
  @ApiOperation({ summary: 'Build the scorecards anew from the event log, beside the live ones, and swap them in; nothing is sent' })
  @ApiOkResponse({ type: RebuildDto })
  begin(@Body() { verify }: RebuildRequest): Promise<RebuildView> {
    return this.rebuild.begin(verify === true);
  }

  @Post('roll-back')
  @HttpCode(200)
  @Allow(ADMINISTRATOR)
  @ApiOperation({ summary: 'Bring the former generation to the present and swap it in' })
  @ApiOkResponse({ type: RebuildDto })
  rollBack(): Promise<RebuildView> {
    return this.rebuild.rollBack();
  }

  @Post('drop-former')
  @HttpCode(200)
  @Allow(ADMINISTRATOR)
  @ApiOperation({ summary: 'Delete the former generation; there is no way back to it then' })
  @ApiOkResponse({ type: RebuildDto })
  dropFormer(): Promise<RebuildView> {
    return this.rebuild.dropFormer();
  }
}
