import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { buildApplication } from '../service/create-service';
import type { ServiceDefinition } from '../service/service-definition';
import { completeOperation, type Operation } from './operation';
import { previewRuntime } from './preview-runtime';
import { describeRoutedClasses } from './routed-classes';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
const SCHEMAS = '#/components/schemas/';

const nameOf = (controller: string): string => controller.replace(/Controller$/, '').replace(/^./, (letter) => letter.toLowerCase());

/** Every reference to one of the service's own schemas, under the name that it has among all services. */
function renamed(node: unknown, prefix: string): unknown {
  if (Array.isArray(node)) return node.map((item) => renamed(item, prefix));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]: [string, unknown]) =>
      key === '$ref' && typeof value === 'string' && value.startsWith(SCHEMAS)
        ? [key, `${SCHEMAS}${prefix}${value.slice(SCHEMAS.length)}`]
        : [key, renamed(value, prefix)],
    ),
  );
}

/** The OpenAPI 3.1 document of one service, made from its routes; no database and no event log are needed. */
export async function describeService(definition: ServiceDefinition): Promise<OpenAPIObject> {
  const app = await buildApplication(definition, previewRuntime(), { preview: true });
  describeRoutedClasses(app);
  const base = new DocumentBuilder().setOpenAPIVersion('3.1.0').build();
  const document = SwaggerModule.createDocument(app, base, {
    operationIdFactory: (controller, method) => `${definition.name}.${nameOf(controller)}.${method}`,
  });
  const prefix = `${definition.name}.`;
  const { paths, components } = renamed({ paths: document.paths, components: document.components }, prefix) as Pick<
    OpenAPIObject,
    'paths' | 'components'
  >;
  for (const item of Object.values(paths))
    for (const method of METHODS) {
      const operation: Operation | undefined = item[method];
      if (operation !== undefined) item[method] = completeOperation(operation, method);
    }
  const schemas = Object.fromEntries(Object.entries(components?.schemas ?? {}).map(([name, schema]) => [prefix + name, schema]));
  return { ...document, paths, components: { schemas } };
}
