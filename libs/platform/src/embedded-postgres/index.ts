export { attachEmbeddedPostgres, type AttachedPostgres } from './attach';
export { CannotStart, codeOf } from './cannot-start';
export { EmbeddedPostgres, EmbeddedPostgresOptions, freePort, startEmbeddedPostgres } from './embedded-postgres';
export { ensureDataFolder } from './folders';
export { processIdentity } from './process-identity';
