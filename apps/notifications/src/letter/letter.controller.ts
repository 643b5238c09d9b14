import { Allow, ROLES } from '@komitmen/platform';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { LetterView } from '../reminder/reminder.dto';
import { LetterArchive } from './letter-archive.service';

@ApiTags('reminders')
@Controller('/api/reminders/letters')
export class LetterController {
  constructor(private readonly archive: LetterArchive) {}

  @Get(':id.eml')
  @Allow({ roles: ROLES, government: 'loaded' })
  @ApiOperation({ summary: 'The letter as an e-mail file' })
  @ApiParam({ name: 'id', example: '52.71-regional-secretary-2025-07-15' })
  @ApiProduces('message/rfc822')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiNotFoundResponse({ description: 'letter-unknown' })
  async file(@Param('id') id: string): Promise<StreamableFile> {
    const bytes = await this.archive.file(id);
    return new StreamableFile(bytes, { type: 'message/rfc822', disposition: `attachment; filename="${id}.eml"`, length: bytes.length });
  }

  @Get(':id')
  @Allow({ roles: ROLES, government: 'loaded' })
  @ApiOperation({ summary: 'The letter as it was sent, and every attempt to deliver it' })
  @ApiParam({ name: 'id', example: '52.71-regional-secretary-2025-07-15' })
  @ApiOkResponse({ type: LetterView })
  @ApiNotFoundResponse({ description: 'letter-unknown' })
  letter(@Param('id') id: string): Promise<LetterView> {
    return this.archive.letter(id);
  }
}
