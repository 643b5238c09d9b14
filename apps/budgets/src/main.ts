import 'reflect-metadata';
import { runService } from '@komitmen/platform';
import { budgetsService } from './index';

void runService(budgetsService);
