import { QueryFailedError } from 'typeorm';
import { createLogger, NestLogger } from './logger';

const HASH = '$argon2id$v=19$secret';

function failedStatement(): QueryFailedError {
  const driverError = Object.assign(new Error('duplicate key value violates unique constraint "account_username_key"\nsecond line'), {
    code: '23505',
    constraint: 'account_username_key',
    table: 'account',
    detail: `Key (password)=(${HASH}) already exists.`,
    where: HASH,
  });
  return new QueryFailedError(`INSERT INTO account VALUES ('${HASH}', $1)`, [HASH], driverError);
}

describe('the log', () => {
  const lines: string[] = [];
  const logger = createLogger('trace', { write: (line) => void lines.push(line) });
  beforeEach(() => lines.splice(0));

  it.each<[string, (error: Error) => void]>([
    ['under err', (err) => logger.error({ err }, 'a request failed')],
    ['alone', (error) => logger.error(error)],
    ['of a child logger', (err) => logger.child({ service: 'gateway' }).error({ err }, 'a request failed')],
    ["through Nest's logger", (error) => new NestLogger(logger).error(error)],
  ])('keeps what a failed statement was, and none of its values: %s', (_, write) => {
    write(failedStatement());
    expect(lines.join()).not.toContain(HASH);
    const { err } = JSON.parse(lines[0] ?? '') as { err: Record<string, unknown> };
    expect(Object.keys(err).sort()).toEqual(['code', 'constraint', 'message', 'stack', 'table', 'type']);
    expect(err).toMatchObject({
      type: 'QueryFailedError',
      message: 'duplicate key value violates unique constraint "account_username_key"',
      code: '23505',
      constraint: 'account_username_key',
      table: 'account',
    });
    expect(err['stack']).toMatch(/^QueryFailedError: duplicate key[^\n]*\n\s+at /);
  });

  it('tells a trouble of the machinery without its stack, and none of its values', () => {
    logger.warn({ trouble: failedStatement() }, 'a request was refused');
    expect(lines.join()).not.toContain(HASH);
    const { trouble } = JSON.parse(lines[0] ?? '') as { trouble: Record<string, unknown> };
    expect(Object.keys(trouble).sort()).toEqual(['code', 'constraint', 'message', 'table', 'type']);
  });

  it('names the type of what was thrown without being an error, not its content', () => {
    logger.error({ err: { password: HASH } }, 'a request failed');
    expect(lines.join()).not.toContain(HASH);
  });
});
