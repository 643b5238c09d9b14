import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { asyncApi } from '@komitmen/contracts';
import { Public } from '@komitmen/platform';
import { openApi } from './open-api';

/** The documents describe the code and hold no data: they are open to read. */
@ApiExcludeController()
@Controller('api')
export class DocumentController {
  @Get('openapi.json')
  @Public()
  @Header('cache-control', 'no-cache')
  openapi(): unknown {
    return openApi();
  }

  @Get('asyncapi.json')
  @Public()
  @Header('cache-control', 'no-cache')
  asyncapi(): Record<string, unknown> {
    return asyncApi();
  }
}
