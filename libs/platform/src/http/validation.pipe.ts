import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { refuseWithoutGovernment } from '../auth/government-check';
import { findContext } from '../context/request-context';
import { fieldErrorsOf } from './field-errors';
import { ProblemError } from './problem';

const PARTS: Partial<Record<ArgumentMetadata['type'], 'body' | 'query' | 'params'>> = { body: 'body', query: 'query', param: 'params' };

/** Unknown fields are refused, every wrong field is named, and then nobody passes without the declared government. */
@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      // The examples and messages of a field are found by the class it was declared in.
      validationError: { target: true, value: true },
      exceptionFactory: (errors) =>
        new ProblemError(400, 'fields-invalid', 'Beberapa isian perlu diperbaiki.', { errors: fieldErrorsOf(errors) }),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const context = findContext();
    const part = PARTS[metadata.type];
    const result: unknown = await super.transform(value ?? (metadata.type === 'body' ? {} : value), metadata);
    if (part !== undefined && context?.governmentMissingIn === part) refuseWithoutGovernment(context);
    return result;
  }
}
