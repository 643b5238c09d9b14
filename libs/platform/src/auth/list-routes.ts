import { type INestApplication, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { ModulesContainer } from '@nestjs/core';
import { ALLOW, type AllowOptions, PUBLIC } from './allow';
import { PUBLIC_ROUTES } from './public-routes';

export interface RouteListing {
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  readonly allow: AllowOptions | undefined;
  readonly isPublic: boolean;
}

const metadata = <T>(key: string | symbol, ...targets: readonly object[]): T | undefined => {
  for (const target of targets) {
    const found = Reflect.getMetadata(key, target) as T | undefined;
    if (found !== undefined) return found;
  }
  return undefined;
};

const join = (...parts: readonly string[]): string =>
  `/${parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;
const pathsOf = (path: string | string[] | undefined): string[] => (Array.isArray(path) ? path : [path ?? '']);

function routesOfController(controller: { readonly name: string; readonly prototype: object }): RouteListing[] {
  const routes: RouteListing[] = [];
  for (const name of Object.getOwnPropertyNames(controller.prototype)) {
    const handler: unknown = Object.getOwnPropertyDescriptor(controller.prototype, name)?.value;
    if (typeof handler !== 'function') continue;
    const method = metadata<RequestMethod>(METHOD_METADATA, handler);
    if (method === undefined) continue;
    for (const prefix of pathsOf(metadata(PATH_METADATA, controller)))
      for (const path of pathsOf(metadata(PATH_METADATA, handler)))
        routes.push({
          method: RequestMethod[method],
          path: join(prefix, path),
          handler: `${controller.name}.${name}`,
          allow: metadata<AllowOptions>(ALLOW, handler, controller),
          isPublic: metadata<boolean>(PUBLIC, handler, controller) === true,
        });
  }
  return routes;
}

/** Every HTTP route of an application with what it declares, in a stable order. */
export function listRoutes(app: INestApplication): RouteListing[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype),
  );
  return controllers
    .filter((metatype): metatype is NonNullable<typeof metatype> => metatype !== null)
    .flatMap((metatype) => routesOfController(metatype as unknown as { name: string; prototype: object }))
    .sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
}

/** @throws Error naming every route that declares nothing, or is public without standing in `public-routes.ts`. */
export function requireDeclaredRoutes(routes: readonly RouteListing[]): void {
  const open = routes.filter(({ allow, isPublic, method, path }) =>
    isPublic ? !PUBLIC_ROUTES.includes(`${method} ${path}`) : allow === undefined,
  );
  if (open.length > 0)
    throw new Error(
      `routes without a declared role: ${open.map(({ method, path, handler }) => `${method} ${path} (${handler})`).join(', ')}`,
    );
}
