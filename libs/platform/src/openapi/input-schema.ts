import { ApiProperty, DECORATORS } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import { exampleOf } from '../http/example';

export type InputClass = new () => object;

type Check = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Facets = Record<string, unknown>;
type Condition = (object: object, value: unknown) => boolean;

const sourceOf = (pattern: unknown): string => (pattern instanceof RegExp ? pattern.source : String(pattern));
const typeOfChoices = (choices: readonly unknown[]): string =>
  choices.every((choice) => typeof choice === 'number') ? 'number' : 'string';

/** What each check of class-validator says in JSON Schema; a check that is not here says nothing. */
const FACETS: Readonly<Record<string, (limits: readonly unknown[]) => Facets>> = {
  isString: () => ({ type: 'string' }),
  isNotEmpty: () => ({ minLength: 1 }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isISO8601: () => ({ type: 'string', format: 'date-time' }),
  matches: ([pattern]) => ({ type: 'string', pattern: sourceOf(pattern) }),
  min: ([least]) => ({ minimum: least }),
  max: ([most]) => ({ maximum: most }),
  minLength: ([least]) => ({ type: 'string', minLength: least }),
  maxLength: ([most]) => ({ type: 'string', maxLength: most }),
  isLength: ([least, most]) => ({ type: 'string', minLength: least, maxLength: most }),
  isIn: ([choices]) => (Array.isArray(choices) ? { type: typeOfChoices(choices), enum: [...(choices as readonly unknown[])] } : {}),
  isEnum: ([, choices]) => (Array.isArray(choices) ? { type: typeOfChoices(choices), enum: [...(choices as readonly unknown[])] } : {}),
};
const LIST_FACETS: typeof FACETS = {
  arrayMinSize: ([least]) => ({ minItems: least }),
  arrayMaxSize: ([most]) => ({ maxItems: most }),
  arrayUnique: () => ({ uniqueItems: true }),
};

const limitsOf = (check: Check): readonly unknown[] => (Array.isArray(check.constraints) ? (check.constraints as readonly unknown[]) : []);

const checksOf = (input: InputClass): Check[] => getMetadataStorage().getTargetValidationMetadatas(input, '', false, false);

function facetsOf(checks: readonly Check[], table: typeof FACETS): Facets {
  const facets: Facets = {};
  for (const check of checks) Object.assign(facets, table[check.name ?? '']?.(limitsOf(check)));
  return facets;
}

/** Whether the field may hold `value` unchecked: `@IsOptional()`, or a `@ValidateIf` that passes it over. */
const passesOver = (checks: readonly Check[], property: string, value: null | undefined): boolean =>
  checks.some(({ type, constraints }) => {
    const condition = type === 'conditionalValidation' ? (constraints as readonly Condition[])[0] : undefined;
    return condition !== undefined && !condition({ [property]: value }, value);
  });

const isNative = (type: unknown): boolean => [Object, Array, String, Number, Boolean].some((native) => native === type);
const isClass = (type: unknown): type is InputClass => typeof type === 'function' && !isNative(type);

/** The class of a nested part. class-transformer tells nobody which one `@Type` named, so it is asked to make one. */
function partOf(input: InputClass, property: string): InputClass | undefined {
  const made: unknown = Reflect.get(plainToInstance(input, { [property]: {} }), property);
  const type: unknown = typeof made === 'object' && made !== null ? made.constructor : undefined;
  return isClass(type) ? type : undefined;
}

/** What `@ApiProperty` says of a field, less the type that it took from the compiler, which the checks know better. */
function writtenOf(input: InputClass, property: string): Facets {
  const { type, ...written } = (Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, input.prototype as object, property) ?? {}) as Facets;
  return type === undefined || isNative(type) ? written : { ...written, type };
}

/** The example as its field's type writes it. */
function typedExample(example: string | undefined, type: unknown): Facets {
  if (example === undefined) return {};
  return { example: type === 'integer' || type === 'number' ? Number(example) : example };
}

function schemaOf(input: InputClass, property: string, checks: readonly Check[]): Facets {
  const part = checks.some(({ type }) => type === 'nestedValidation') ? partOf(input, property) : undefined;
  if (part !== undefined) {
    describeInput(part);
    return { type: part, isArray: checks.some(({ type, each }) => type === 'nestedValidation' && each) };
  }
  const isList = checks.some(({ name, each }) => name === 'isArray' || each);
  const item = facetsOf(isList ? checks.filter(({ each }) => each) : checks, FACETS);
  if (isList) return { type: 'array', items: { type: 'string', ...item }, ...facetsOf(checks, LIST_FACETS) };
  return { type: 'string', ...item, ...typedExample(exampleOf(input, property), item.type) };
}

/**
 * Gives a class of input the schema that its checks already state, so that no field is described twice. What
 * `@ApiProperty` says of a field wins. Of a query, which cannot hold null, no field is nullable.
 */
export function describeInput(input: InputClass, { nullable = true } = {}): void {
  const checks = checksOf(input);
  const prototype = input.prototype as object;
  for (const property of new Set(checks.map(({ propertyName }) => propertyName))) {
    const own = checks.filter(({ propertyName }) => propertyName === property);
    const written = writtenOf(input, property);
    const described = {
      ...schemaOf(input, property, own),
      required: !passesOver(own, property, undefined),
      ...(nullable && passesOver(own, property, null) && { nullable: true }),
    };
    ApiProperty({ ...described, ...written })(prototype, property);
  }
}
