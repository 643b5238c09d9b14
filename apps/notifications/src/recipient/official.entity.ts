import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Post } from '../reminder/reminder';

/** Who is written to: an office's post and its institutional address, never a person. */
@Entity('official')
export class OfficialRow {
  @PrimaryColumn('text') government = '';
  @PrimaryColumn('text') post: Post = 'regional-secretary';
  @Column('text') title = '';
  @Column('text') email = '';
}
