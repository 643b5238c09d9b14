import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, IfMatch } from '@komitmen/platform';
import { AccountStateDto, NewAccountDto } from './account.dto';
import type { AccountView } from './account.entity';
import { AccountService } from './account.service';

@ApiTags('accounts')
@Controller('api/accounts')
@Allow({ roles: ['administrator'] })
export class AccountController {
  constructor(private readonly accounts: AccountService) {}

  @Get()
  list(): Promise<AccountView[]> {
    return this.accounts.list();
  }

  @Post()
  create(@Body() dto: NewAccountDto): Promise<AccountView> {
    return this.accounts.create(dto);
  }

  @Put(':id/state')
  change(@Param('id', ParseUUIDPipe) id: string, @IfMatch() version: number, @Body() { state }: AccountStateDto): Promise<AccountView> {
    return this.accounts.change(id, version, state);
  }

  /** The new password is in the answer and nowhere else. */
  @Post(':id/password')
  @HttpCode(200)
  async reset(@Param('id', ParseUUIDPipe) id: string): Promise<{ password: string }> {
    return { password: await this.accounts.resetPassword(id) };
  }
}
