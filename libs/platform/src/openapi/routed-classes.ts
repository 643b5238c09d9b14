import type { INestApplication } from '@nestjs/common';
import { METHOD_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { ModulesContainer } from '@nestjs/core';
import { DECORATORS } from '@nestjs/swagger';
import { describeInput, type InputClass } from './input-schema';
import { describeView, viewClassOf } from './view-schema';

/** Keys of Nest's own record of a method's arguments: kind, then place. */
const BODY = 3;
const QUERY = 4;
const ARGUMENT = /^(\d+):(\d+)$/;

interface ControllerClass {
  readonly prototype: object;
}

function describeInputs(controller: ControllerClass, method: string): void {
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype, method) ?? []) as readonly unknown[];
  const places = Object.keys((Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as object);
  for (const place of places) {
    const [, kind, index] = ARGUMENT.exec(place) ?? [];
    const type = types[Number(index)];
    if (typeof type !== 'function' || type === Object) continue;
    if (Number(kind) === BODY) describeInput(type as InputClass);
    if (Number(kind) === QUERY) describeInput(type as InputClass, { nullable: false });
  }
}

function describeViews(handler: object): void {
  const responses = (Reflect.getMetadata(DECORATORS.API_RESPONSE, handler) ?? {}) as Readonly<Record<string, { readonly type?: unknown }>>;
  for (const { type } of Object.values(responses)) {
    const view = viewClassOf(type);
    if (view !== undefined) describeView(view);
  }
}

/** Describes every class that a route of the application reads its body or its query into, or is declared to answer with. */
export function describeRoutedClasses(app: INestApplication): void {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype),
  );
  for (const controller of controllers) {
    if (typeof controller !== 'function') continue;
    for (const method of Object.getOwnPropertyNames(controller.prototype)) {
      const handler: unknown = Object.getOwnPropertyDescriptor(controller.prototype, method)?.value;
      if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
      describeInputs(controller, method);
      describeViews(handler);
    }
  }
}
