import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('government')
export class GovernmentRow {
  @PrimaryColumn('text') code = '';
  @Column('text') name = '';
  @Column('text') province = '';
  @Column('text') zone = '';
}
