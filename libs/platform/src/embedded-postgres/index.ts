export { CannotStart } from './cannot-start';
export { EmbeddedPostgres, EmbeddedPostgresOptions, freePort, startEmbeddedPostgres } from './embedded-postgres';
export { ensureDataFolder } from './folders';
