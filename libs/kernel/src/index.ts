export * from './calendar';
export * from './domain-error';
export * from './government';
export * from './money';
export * from './premium';
export * from './qualifier';
