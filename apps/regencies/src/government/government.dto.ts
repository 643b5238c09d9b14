import { POSTS } from '@komitmen/contracts';
import { Example } from '@komitmen/platform';
import { IsEmail, IsIn, Matches, MaxLength } from 'class-validator';
import type { Post } from './government.entity';

/** Title and address become lines of a letter's head: one line each, and not blank. */
const ONE_LINE = /^(?=.*\S)[^\p{Cc}\p{Zl}\p{Zp}]+$/u;
const UNBROKEN = /^[^\s\p{Cc}]+$/u;

export class OfficialDto {
  @IsIn(POSTS)
  post!: Post;

  /** The post as it is addressed, never a person's name. */
  @Matches(ONE_LINE, { message: 'Isi dengan teks satu baris, paling banyak 160 huruf, contoh "Kepala BPKAD Kota Mataram".' })
  @MaxLength(160)
  @Example('Kepala BPKAD Kota Mataram')
  title!: string;

  /** Institutional address of the office. */
  @Matches(UNBROKEN, { message: 'Tulis alamat surel tanpa spasi dan tanpa ganti baris, contoh bpkad@example.go.id.' })
  @IsEmail()
  @MaxLength(200)
  email!: string;
}
