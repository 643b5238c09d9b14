// Loaded before every program that the launcher starts: what it started ends when it is gone, however it went.
const LIMIT_MS = 20_000;

process.channel?.unref();
process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), LIMIT_MS).unref();
});
// Listening for the end must not keep a program alive that is done.
process.channel?.unref();
