import { POSTS } from '@komitmen/contracts';
import { IsEmail, IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { Post } from './government.entity';

export class OfficialDto {
  @IsIn(POSTS)
  post!: Post;

  /** The post as it is addressed, never a person's name. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(160)
  title!: string;

  /** Institutional address of the office. */
  @IsEmail()
  @MaxLength(200)
  email!: string;
}
