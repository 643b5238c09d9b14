import { join, resolve } from 'node:path';
import { STEPS } from '@komitmen/messaging';
import ts from 'typescript';

const checkout = resolve(__dirname, '../..');

/** Calls that leave something behind, by the type that declares them. */
const LASTING: Readonly<Record<string, readonly string[]>> = {
  EventLogProducer: ['append'],
  RelayConnection: ['remove', 'perform'],
  LogBatch: ['commit'],
  LetterQueue: ['add'],
  Mailer: ['deliver'],
  DataSource: ['transaction'],
  EntityManager: ['transaction'],
  QueryRunner: ['startTransaction', 'commitTransaction'],
  JobQueue: ['addBulk'],
  Queue: ['add', 'addBulk'],
  Mail: ['sendMail'],
  Transporter: ['sendMail'],
  Producer: ['send', 'sendBatch'],
  ProducerConsumer: ['send'],
  Sender: ['send', 'sendBatch'],
};
/** What these write outside a unit of work is committed at once. */
const CONNECTIONS = ['DataSource', 'ClientBase', 'Client', 'Pool', 'PoolClient'];
const READS = /^\s*(SELECT|WITH|SET|SHOW|LISTEN|EXPLAIN)\b(?![\s\S]*\b(INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|GRANT)\b)/i;
const WRITING =
  /\b(INSERT INTO|DELETE FROM|UPDATE (?!SKIP|OF))|\.(save|insert|update|upsert|delete|remove|increment|decrement|clear|createQueryBuilder)\(/;

/** Who makes the call behind a port, where its caller takes the step; or works before a service runs. */
const BEHIND = [
  'libs/messaging/src/unit-of-work.ts',
  'libs/messaging/src/outbox-store.ts',
  'libs/messaging/src/event-log/',
  'apps/notifications/src/delivery/letter-queue.service.ts',
  'apps/notifications/src/delivery/mailer.service.ts',
  // Writes the mail into memory.
  'apps/notifications/src/delivery/mail-message.service.ts',
  // At deployment, and at the first start.
  'libs/messaging/src/migrations.ts',
  'libs/platform/src/database/',
  'libs/platform/src/embedded-postgres/',
  'libs/platform/src/process/prepared-database.ts',
  'apps/notifications/src/delivery/letter-queue-schema.service.ts',
  'apps/standalone/src/installation/',
  // While no service runs.
  'apps/standalone/src/backup/',
];

const PLANTED = join(checkout, 'apps/budgets/src/allocation/planted.service.ts');
/** One way each past the steps. */
const violations = `
import type { EventLogProducer, LogBatch } from '@komitmen/messaging';
import type { RelayConnection } from '../../../../libs/messaging/src/outbox-store';
import { takeStep } from '@komitmen/messaging';
import type { Client } from 'pg';
import type { Transporter } from 'nodemailer';
import type { Queue } from 'bullmq';
import type { DataSource, EntityManager } from 'typeorm';
declare const producer: EventLogProducer, batch: LogBatch, relay: RelayConnection, client: Client, mail: Transporter, queue: Queue, source: DataSource;
const store = (manager: EntityManager): Promise<unknown> => manager.query('DELETE FROM outbox');
const look = (manager: EntityManager): Promise<unknown> => manager.query('SELECT 1');
export const work = async (): Promise<void> => {
  await producer.append([]);
  await batch.commit(1n);
  await relay.remove([]);
  await client.query('DELETE FROM outbox');
  await client.query({ text: 'COMMIT' });
  await mail.sendMail({});
  await queue.addBulk([]);
  await source.transaction(async () => undefined);
  await source.query('UPDATE outbox SET id = 1');
  await source.manager.insert('Outbox', {});
  await store(source.manager);
  await takeStep('budgets', 'relay.append', () => producer.append([]));
  await look(source.manager);
  await source.query('SELECT 1');
};
`;

const program = programWith(PLANTED, violations);
const checker = program.getTypeChecker();

/** Every service's and library's code, and one file that is not there. */
function programWith(file: string, text: string): ts.Program {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(checkout, 'tsconfig.json'),
    { noEmit: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
      },
    },
  );
  if (config === undefined) throw new Error('tsconfig.json cannot be read');
  const host = ts.createCompilerHost(config.options);
  const withFile: ts.CompilerHost = {
    ...host,
    readFile: (path) => (path === file ? text : host.readFile(path)),
    fileExists: (path) => path === file || host.fileExists(path),
    getSourceFile: (path, ...rest) =>
      path === file ? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) : host.getSourceFile(path, ...rest),
  };
  const code = config.fileNames.filter((path) => /\/(apps\/(?!web\/)[^/]+|libs\/(?!testing\/)[^/]+)\/src\//.test(path) && !isTest(path));
  return ts.createProgram([...code, file], config.options, withFile);
}

function isTest(path: string): boolean {
  return /\.(spec|int-spec|contract)\.ts$/.test(path);
}

function sources(): ts.SourceFile[] {
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(`${checkout}/`) && !/\/(node_modules|libs\/testing)\//.test(fileName));
}

const pathOf = ({ fileName }: ts.SourceFile): string => fileName.slice(checkout.length + 1);

function callsIn(node: ts.Node): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isCallExpression(one)) found.push(one);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

const nameOfType = (type: ts.Type): string => (type.aliasSymbol ?? type.getSymbol())?.name ?? '';

/** What a call leaves behind, in a word; undefined when it leaves nothing. */
function lasting(call: ts.CallExpression): string | undefined {
  const { expression } = call;
  if (handsOverManager(call)) return `${expression.getText()}(manager)`;
  if (!ts.isPropertyAccessExpression(expression)) return undefined;
  const method = expression.name.text;
  const owner = nameOfType(checker.getTypeAtLocation(expression.expression));
  if (LASTING[owner]?.includes(method)) return `${owner}.${method}`;
  if (isManager(expression.expression) && WRITING.test(`.${method}(`)) return `manager.${method}`;
  if (method === 'query' && (CONNECTIONS.includes(owner) || isManager(expression.expression)) && !reads(call)) return `${owner}.query`;
  return undefined;
}

/** `dataSource.manager`, which commits each statement by itself. */
function isManager(node: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'manager' &&
    nameOfType(checker.getTypeAtLocation(node.expression)) === 'DataSource'
  );
}

/** Such a manager in the hands of a function that writes. */
function handsOverManager(call: ts.CallExpression): boolean {
  if (!call.arguments.some(isManager)) return false;
  const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression);
  return WRITING.test(symbol?.valueDeclaration?.getText() ?? '');
}

/** A statement whose text is at hand and only reads. */
function reads({ arguments: [first] }: ts.CallExpression): boolean {
  const named = first && ts.isObjectLiteralExpression(first) ? first.properties.find((one) => one.name?.getText() === 'text') : undefined;
  const statement = named && ts.isPropertyAssignment(named) ? named.initializer : first;
  return statement !== undefined && READS.test(textOf(statement));
}

/** What an expression says, with the constants that it begins with filled in. */
function textOf(node: ts.Expression): string {
  if (ts.isTemplateExpression(node))
    return (
      node.head.text + node.templateSpans.map((span, index) => (index === 0 ? textOf(span.expression) : '') + span.literal.text).join('')
    );
  if (ts.isStringLiteralLike(node)) return node.text;
  const declaration = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node)?.valueDeclaration : undefined;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? textOf(declaration.initializer) : '';
}

/** The step in whose callback a call is made. */
function stepAround(call: ts.Node): string | undefined {
  for (let node = call.parent as ts.Node | undefined; node !== undefined; node = node.parent) {
    if (ts.isCallExpression(node) && node.expression.getText() === 'takeStep') return node.arguments[1]?.getText();
  }
  return undefined;
}

function uncovered(file: ts.SourceFile): string[] {
  return callsIn(file).flatMap((call) => {
    const left = lasting(call);
    return left === undefined || stepAround(call) !== undefined ? [] : [left];
  });
}

/** The steps that the code takes, by name. */
function taken(): Set<string> {
  const names = sources().flatMap((file) =>
    callsIn(file).flatMap((call) => call.arguments.filter(ts.isStringLiteral).map(({ text }) => text)),
  );
  return new Set(['commit', ...names]);
}

describe('whatever outlives the process is a step with crash points around it', () => {
  it('in every service and library', () => {
    const found = sources()
      .filter((file) => file.fileName !== PLANTED && !BEHIND.some((path) => pathOf(file).startsWith(path)))
      .flatMap((file) => uncovered(file).map((what) => `${pathOf(file)}: ${what}`));
    expect(found).toEqual([]);
  });

  it('and a call without one is found, whatever it is', () => {
    const planted = program.getSourceFile(PLANTED);
    expect(planted && uncovered(planted)).toEqual([
      'EventLogProducer.append',
      'LogBatch.commit',
      'RelayConnection.remove',
      'Client.query',
      'Client.query',
      'Transporter.sendMail',
      'Queue.addBulk',
      'DataSource.transaction',
      'DataSource.query',
      'manager.insert',
      'store(manager)',
    ]);
  });

  it('and every step of the registry is taken somewhere', () => {
    const names = taken();
    expect(Object.keys(STEPS).filter((step) => !names.has(step))).toEqual([]);
  });
});
