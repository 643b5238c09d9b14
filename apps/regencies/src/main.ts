import 'reflect-metadata';
import { runService } from '@komitmen/platform';
import { regenciesService } from './index';

void runService(regenciesService);
