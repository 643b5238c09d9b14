import 'reflect-metadata';
import { createPostgresEventLog } from '@komitmen/messaging';
import { runService } from '@komitmen/platform';
import { garden } from './garden';

const eventLog = () => createPostgresEventLog({ connection: { connectionString: process.env['EVENT_LOG_URL'] ?? '' } });

void runService(garden, { eventLog });
