import type { OpenAPIObject } from '@nestjs/swagger';
import { SAME_SITE_HEADER } from '../auth/credentials';
import { IF_MATCH_HEADER } from '../versions/versions';
import { type Components, problemContent, problemName } from './problem-schema';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];

const CHANGES = ['post', 'put', 'patch', 'delete'];

export const PARAMETERS: NonNullable<Components['parameters']> = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'the request has its effect once per account and route within 24 hours; a repetition gets the first answer again',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
  },
  SameSite: {
    name: SAME_SITE_HEADER,
    in: 'header',
    required: false,
    description: 'needed with the cookie, not with a bearer token',
    schema: { type: 'string', enum: ['1'] },
  },
};

const reference = (name: string): Parameter => ({ $ref: `#/components/parameters/${name}` });
const keyOf = (parameter: Parameter): string => ('$ref' in parameter ? parameter.$ref : `${parameter.in} ${parameter.name}`);

const isSecured = (operation: Operation): boolean => (operation.security ?? []).length > 0;
const hasParameter = (operation: Operation, place: string, name?: string): boolean =>
  (operation.parameters ?? []).some(
    (parameter) => 'in' in parameter && parameter.in === place && (name === undefined || parameter.name === name),
  );

/** The refusals that are possible by what the operation takes and who may call it. */
function refusals(operation: Operation, method: string): number[] {
  const takesInput = operation.requestBody !== undefined || hasParameter(operation, 'query') || hasParameter(operation, 'path');
  const byVersion = hasParameter(operation, 'header', IF_MATCH_HEADER.name);
  const possible: readonly (readonly [number, boolean])[] = [
    [400, takesInput],
    [401, isSecured(operation)],
    [403, isSecured(operation) || CHANGES.includes(method)],
    [404, hasParameter(operation, 'path')],
    [409, method === 'post' && isSecured(operation)],
    [412, byVersion],
    [422, operation.requestBody !== undefined || hasParameter(operation, 'query')],
    [428, byVersion],
    [429, true],
    [500, true],
    [503, true],
  ];
  return possible.filter(([, applies]) => applies).map(([status]) => status);
}

function responsesOf(operation: Operation, method: string): Operation['responses'] {
  const written = operation.responses;
  const refused = refusals(operation, method).map((status): [string, Operation['responses'][string]] => {
    const own = written[String(status)];
    return [
      String(status),
      own === undefined || '$ref' in own ? { $ref: `#/components/responses/${problemName(status)}` } : { ...own, content: problemContent },
    ];
  });
  const answered = Object.entries(written).map(([status, response]): [string, Operation['responses'][string]] => [
    status,
    response !== undefined && !('$ref' in response) && response.description === '' ? { ...response, description: 'done' } : response,
  ]);
  return { ...Object.fromEntries(answered), ...Object.fromEntries(refused) };
}

/** What holds for every operation alike, so that no controller repeats it: headers, ways to sign in, refusals. */
export function completeOperation(operation: Operation, method: string): Operation {
  const changes = isSecured(operation) && CHANGES.includes(method);
  const parameters = [
    ...(operation.parameters ?? []),
    ...(changes && method === 'post' ? [reference('IdempotencyKey')] : []),
    ...(changes ? [reference('SameSite')] : []),
  ];
  const once = [...new Map(parameters.map((parameter) => [keyOf(parameter), parameter])).values()];
  return {
    ...operation,
    parameters: once,
    security: isSecured(operation) ? [{ bearer: [] }, { cookie: [] }] : [],
    responses: responsesOf(operation, method),
  };
}
