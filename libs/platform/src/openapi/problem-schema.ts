import type { OpenAPIObject } from '@nestjs/swagger';
import { titleOf } from '../http/problem';

export type Components = NonNullable<OpenAPIObject['components']>;
export type Schemas = NonNullable<Components['schemas']>;

const text = { type: 'string' };

/** RFC 9457 with this API's extensions; `Problem` in `http/problem.ts` is its type. */
export const PROBLEM_SCHEMA: Schemas[string] = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'correlationId'],
  properties: {
    type: { ...text, example: 'urn:komitmen:problem:fields-invalid' },
    title: text,
    status: { type: 'integer', example: 400 },
    code: { ...text, description: 'stable, in kebab-case; what programs decide by', example: 'fields-invalid' },
    detail: { ...text, description: 'for people, in Bahasa Indonesia' },
    correlationId: { ...text, description: 'names the request in the log' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: { field: { ...text, example: 'source.title' }, code: text, message: text, expected: text, example: text },
      },
    },
    data: { type: 'object', description: 'parameters of the code', additionalProperties: true },
  },
};

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'what the request alone shows to be wrong',
  401: 'not signed in, or no longer',
  403: 'signed in, but not allowed',
  404: 'nothing stands under this address',
  409: 'against the present state, or the same idempotency key is in flight',
  412: 'changed since the version in If-Match',
  422: 'wrong by state, calendar or reference data, or an idempotency key used for another request',
  428: 'If-Match is missing',
  429: 'too often; wait for Retry-After',
  500: 'a fault; the details are in the log under the correlation id',
  503: 'not ready; try again',
};

export const problemName = (status: number): string => `Problem${String(status)}`;
export const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

export const PROBLEM_RESPONSES: NonNullable<Components['responses']> = Object.fromEntries(
  Object.entries(MEANINGS).map(([status, meaning]) => [
    problemName(Number(status)),
    { description: `${titleOf(Number(status))}: ${meaning}`, content: problemContent },
  ]),
);
