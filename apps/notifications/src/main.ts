import 'reflect-metadata';
import { runService } from '@komitmen/platform';
import { notificationsService } from './index';

void runService(notificationsService);
