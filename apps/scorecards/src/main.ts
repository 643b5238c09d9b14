import 'reflect-metadata';
import { runService } from '@komitmen/platform';
import { scorecardsService } from './index';

void runService(scorecardsService);
