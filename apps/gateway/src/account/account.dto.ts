import { IsIn, IsNotEmpty, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { ACCOUNT_ROLES, type AccountRole, type AccountState } from './account';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './passwords';

export class NewAccountDto {
  @Matches(/^[a-z0-9]+([.-][a-z0-9]+)*$/)
  @MaxLength(60)
  username!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(120)
  displayName!: string;

  @IsIn(ACCOUNT_ROLES)
  role!: AccountRole;

  @Matches(/^\d{2}(\.\d{2})?$/)
  scope!: string;

  @IsString()
  @MinLength(PASSWORD_MIN_LENGTH)
  @MaxLength(PASSWORD_MAX_LENGTH)
  password!: string;
}

export class AccountStateDto {
  @IsIn(['enabled', 'disabled', 'removed'])
  state!: AccountState;
}
