import 'reflect-metadata';
import { asyncApi } from '@komitmen/contracts';
import { describeServices, ServiceSettings, SharedSettings, settingsTable } from '@komitmen/platform';
import { UpstreamSettings } from '../../gateway/src';
import { Type } from '@sinclair/typebox';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitions } from './services';
import { checkout } from './settings';

const info = {
  title: 'Komitmen',
  version: '1.0.0',
  description: [
    'What a government pledged, put into its budget, paid out, saw acknowledged, and whom that protects.',
    '',
    'Sign in at `POST /api/auth/login`. Refusals are `application/problem+json` with a stable `code`. A change of something that has',
    'versions names the version seen in `If-Match`; a `POST` may carry an `Idempotency-Key`. Amounts are whole rupiah as text. `x-roles`',
    'names the roles that may call an operation; officers see their own government only.',
  ].join('\n'),
};

function settings(): string {
  const own = Object.fromEntries(
    definitions
      .flatMap((definition) => Object.entries(definition.settings?.properties ?? {}))
      .filter(([name]) => !(name in SharedSettings.properties)),
  );
  const table = settingsTable(Type.Composite([SharedSettings, Type.Object(own)]));
  const required = definitions
    .filter(({ requiredSettings = [] }) => requiredSettings.length > 0)
    .map(({ name, requiredSettings = [] }) => `- ${name} requires ${requiredSettings.map((setting) => `\`${setting}\``).join(' and ')}.`);
  return [
    '# Settings',
    'Read once, at the start, from the environment, then from the files of `SECRETS_DIR`; every problem is listed before anything runs.',
    '## Standalone, and the commands',
    table,
    '## A service in a process of its own',
    settingsTable(ServiceSettings),
    'Besides, a service reads the settings above that concern it:',
    required.join('\n'),
    '## The gateway in a process of its own, besides',
    settingsTable(UpstreamSettings),
    '## Traces, in every process',
    'Off unless `OTEL_EXPORTER_OTLP_ENDPOINT` (or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`) names a collector that takes OTLP over HTTP. The usual settings of OpenTelemetry hold, such as `OTEL_TRACES_SAMPLER_ARG` (a share from 0 to 1) and `OTEL_SERVICE_NAME`.\n',
  ].join('\n\n');
}

const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;

/** Writes the documents that are made from the code; the same code gives the same files. */
async function generate(): Promise<void> {
  const documents = {
    'openapi.json': json(await describeServices(definitions, info)),
    'asyncapi.json': json(asyncApi()),
    'settings.md': settings(),
  };
  for (const [name, text] of Object.entries(documents)) {
    writeFileSync(join(checkout, 'docs', name), text);
    process.stdout.write(`docs/${name}\n`);
  }
}

generate().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
