// Health check of a container: asks the operations listener of this very container, `/livez` or `/readyz`.
const path = process.argv[2] ?? '/livez';
const port = process.env.OPERATIONS_PORT || '9400';
try {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(4_000) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
} catch (error) {
  console.error(error.cause?.message ?? error.message);
  process.exitCode = 1;
}
