import { Actor, metricsRegistry, type Role, runAs } from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { simpleParser } from 'mailparser';
import { DataSource } from 'typeorm';
import { LetterArchive } from '../src/letter/letter-archive.service';
import { LetterController } from '../src/letter/letter.controller';
import { ReminderList } from '../src/reminder/reminder-list.service';
import { ReminderMetrics } from '../src/reminder/reminder-metrics.service';
import { ReminderController } from '../src/reminder/reminder.controller';
import { CONFIGURATION } from '../src/settings';
import { NotificationsFixture } from './notifications-fixture';

const LETTER = '/api/reminders/letters/52.71-regional-secretary-2025-07-15';

describe('GET /api/reminders', () => {
  let service: NotificationsFixture;
  let app: NestFastifyApplication;
  let actor: Actor;

  beforeAll(async () => {
    service = await NotificationsFixture.start();
    await service.registerGovernment('52.71', 'Kota Mataram');
    await service.registerGovernment('52.01', 'Kabupaten Lombok Barat');
    await service.flag('f1', '52.71', '2025-07-14');
    await service.day('2025-07-15');
    await service.flag('f2', '52.01', '2025-07-15', 'no-data');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    const module = await Test.createTestingModule({
      controllers: [ReminderController, LetterController],
      providers: [
        ReminderList,
        ReminderMetrics,
        LetterArchive,
        { provide: DataSource, useValue: service.get(DataSource) },
        { provide: CONFIGURATION, useValue: service.configuration },
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRequest', (_request, _reply, done) => runAs(actor, 'test', done));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app.close();
    await service.end();
  });

  const as = (role: Role, scope: string): Actor => new Actor('account', role, scope, '127.0.0.1');
  const get = (url: string, who: Actor) => {
    actor = who;
    return app.inject({ method: 'GET', url });
  };
  const governmentsSeen = async (url: string, who: Actor): Promise<string[]> =>
    (await get(url, who)).json<{ government: string }[]>().map((one) => one.government);

  it('shows Mataram’s letters as sent on 15 July at 08.00 and Lombok Barat’s as scheduled for 16 July', async () => {
    const list = (await get('/api/reminders', as('planner', '52'))).json<Record<string, unknown>[]>();
    expect(list).toHaveLength(6);
    expect(list.at(-1)).toEqual({
      id: expect.any(String),
      flagId: 'f1',
      rule: 'zero-coverage',
      link: 'protection',
      fiscalYear: 2025,
      government: '52.71',
      recipient: { post: 'treasury-office', title: 'Kepala BPKAD Kota Mataram', email: 'treasury-office.5271@contoh.example' },
      rung: 1,
      state: 'sent',
      due: { date: '2025-07-15', time: '08:00' },
      sentAt: { date: '2025-07-15', time: '08:00' },
      zone: 'Asia/Makassar',
      letterId: '52.71-treasury-office-2025-07-15',
    });
    expect(list[0]).toMatchObject({
      government: '52.01',
      state: 'scheduled',
      due: { date: '2025-07-16', time: '08:00' },
      sentAt: null,
      letterId: null,
    });
  });

  it('shows officers their own government’s only, planners their province’s, administrators all', async () => {
    expect(new Set(await governmentsSeen('/api/reminders', as('treasury-officer', '52.71')))).toEqual(new Set(['52.71']));
    expect(await governmentsSeen('/api/reminders', as('treasury-officer', '52'))).toEqual([]);
    expect(await governmentsSeen('/api/reminders', as('planner', '51'))).toEqual([]);
    expect(await governmentsSeen('/api/reminders', as('administrator', '52'))).toHaveLength(6);
  });

  it('filters by government, state and fiscal year', async () => {
    const planner = as('planner', '52');
    expect(await governmentsSeen('/api/reminders?government=52.01', planner)).toEqual(['52.01', '52.01', '52.01']);
    expect(await governmentsSeen('/api/reminders?state=sent', planner)).toEqual(['52.71', '52.71', '52.71']);
    expect(await governmentsSeen('/api/reminders?fiscalYear=2026', planner)).toEqual([]);
  });

  it('gives the letter with its deliveries, and as an e-mail file', async () => {
    const planner = as('planner', '52');
    expect((await get(LETTER, planner)).json()).toMatchObject({
      subject: expect.stringContaining('KOM/52.71/2025-07-15/1'),
      to: { post: 'regional-secretary', title: 'Sekretaris Daerah Kota Mataram' },
      cc: [{ post: 'treasury-office' }, { post: 'labour-office' }],
      state: 'sent',
      sentAt: { date: '2025-07-15', time: '08:00' },
      deliveries: [{ via: 'file', outcome: 'sent' }],
    });
    const file = await get(`${LETTER}.eml`, planner);
    expect(file.headers['content-type']).toBe('message/rfc822');
    expect(file.headers['content-disposition']).toBe('attachment; filename="52.71-regional-secretary-2025-07-15.eml"');
    expect((await simpleParser(file.rawPayload)).messageId).toBe('<52.71-regional-secretary-2025-07-15@komitmen.example>');
  });

  it('counts reminders by state for Prometheus, those that none is in too', async () => {
    const lines = (await metricsRegistry.metrics()).split('\n').filter((line) => line.startsWith('komitmen_reminders{'));
    const counts = new Map(lines.map((line) => [/"(.+)"/.exec(line)?.[1], Number(line.split(' ')[1])]));
    expect([...counts.keys()].sort()).toEqual(['bounced', 'scheduled', 'sent', 'withdrawn']);
    const list = (await get('/api/reminders', as('planner', '52'))).json<{ state: string }[]>();
    for (const state of ['scheduled', 'sent']) expect(counts.get(state)).toBe(list.filter((one) => one.state === state).length);
    expect(counts.get('bounced')).toBe(0);
  });
});

describe('letters of other governments', () => {
  it('are refused by the scope, unknown ones are not found', async () => {
    const service = await NotificationsFixture.start();
    await service.registerGovernment('52.71', 'Kota Mataram');
    await service.flag('f1', '52.71', '2025-07-14');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    const archive = service.get(LetterArchive);
    const read = (id: string) => runAs(new Actor('a', 'enrolment-officer', '52.01', '127.0.0.1'), 'test', () => archive.letter(id));
    await expect(read('52.71-regional-secretary-2025-07-15')).rejects.toMatchObject({ code: 'government-out-of-scope' });
    await expect(read('52.99-regional-secretary-2025-07-15')).rejects.toMatchObject({ code: 'letter-unknown' });
    await service.end();
  });
});
