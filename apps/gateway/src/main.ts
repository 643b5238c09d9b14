import 'reflect-metadata';
import { runService } from '@komitmen/platform';
import { createGateway, gatewayService, httpUpstreams, UpstreamSettings } from './index';

void runService(gatewayService, {
  settings: UpstreamSettings,
  create: (runtime, settings) =>
    createGateway({ ...runtime, behindProxy: settings.BEHIND_PROXY === 'on' }, httpUpstreams(settings, runtime.logger)),
});
