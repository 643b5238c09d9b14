import { ApiProperty, DECORATORS } from '@nestjs/swagger';

export type ViewClass = new () => object;

interface Described {
  readonly type?: unknown;
  readonly enum?: unknown;
}

const typeNames: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = { string: 'string', number: 'number', boolean: 'boolean' };

const isClass = (type: unknown): type is ViewClass => typeof type === 'function' && type.toString().startsWith('class ');

/** The class that a field or a response is declared to hold, also where it is named lazily. */
export function viewClassOf(type: unknown): ViewClass | undefined {
  if (Array.isArray(type)) return viewClassOf(type[0]);
  if (isClass(type)) return type;
  const lazy: unknown = typeof type === 'function' && type.name === 'type' ? (type as () => unknown)() : undefined;
  return lazy === undefined ? undefined : viewClassOf(lazy);
}

/** A view's field that is declared by its initial value alone, `code = ''`, gets the schema of that value. */
export function describeView(view: ViewClass, seen = new Set<ViewClass>()): void {
  if (seen.has(view)) return;
  seen.add(view);
  const prototype = view.prototype as object;
  const fields = (Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, prototype) ?? []) as readonly string[];
  const initial = new view();
  for (const field of fields.map((name) => name.replace(/^:/, ''))) {
    const described = (Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, field) ?? {}) as Described;
    const part = viewClassOf(described.type);
    if (part !== undefined) describeView(part, seen);
    if (described.type !== undefined || described.enum !== undefined) continue;
    const type = typeNames[typeof Reflect.get(initial, field)];
    if (type !== undefined) ApiProperty({ ...(described as object), type })(prototype, field);
  }
}
