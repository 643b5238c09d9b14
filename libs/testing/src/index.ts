export { createBrokerFolder } from './broker-folder';
export * from './browser';
export * from './event-record';
export * from './eventually';
export * from './passage';
export * from './test-broker-address';
export * from './test-database';
export * from './service-under-test';
export * from './trace-collector';
