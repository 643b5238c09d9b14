import 'reflect-metadata';
import { runService } from '@komitmen/platform';
import { enrolmentService } from './index';

void runService(enrolmentService);
