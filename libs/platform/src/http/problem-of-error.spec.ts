import { ForbiddenException, HttpException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { DomainError, type ErrorKind } from '@komitmen/kernel';
import { ProblemError } from './problem';
import { problemOfError } from './problem-of-error';

const correlationId = 'request-0001';
const SECRET = 'password=hunter2 at 10.0.0.7';
const errorWith = (fields: object): Error => Object.assign(new Error(SECRET), fields);

describe('an error as an answer', () => {
  it.each<[ErrorKind, number]>([
    ['invalid', 400],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not-found', 404],
    ['conflict', 409],
    ['stale', 412],
    ['unprocessable', 422],
    ['precondition-required', 428],
  ])('answers a refusal of kind %s with %i', (kind, status) => {
    expect(problemOfError(new DomainError(kind, 'some-code', 'Kalimat kita.'), correlationId)).toMatchObject({
      status,
      code: 'some-code',
      type: 'urn:komitmen:problem:some-code',
      detail: 'Kalimat kita.',
      correlationId,
    });
  });

  it('names the field that a refusal is about', () => {
    const problem = problemOfError(
      new DomainError('unprocessable', 'above-ceiling', 'Melebihi pagu.', { field: 'amount', ceiling: '10' }),
      correlationId,
    );
    expect(problem.errors).toEqual([{ field: 'amount', code: 'above-ceiling', message: 'Melebihi pagu.' }]);
    expect(problem.data).toEqual({ field: 'amount', ceiling: '10' });
  });

  it('passes on the status and the fields of an answer of our own', () => {
    const errors = [{ field: 'source.title', code: 'required', message: 'Wajib diisi.' }];
    expect(problemOfError(new ProblemError(400, 'fields-invalid', 'Perbaiki.', { errors }), correlationId)).toMatchObject({
      status: 400,
      errors,
    });
  });

  it.each([
    ['an error', new Error(SECRET)],
    ['a type error', new TypeError(SECRET)],
    ['text', SECRET],
    ['nothing', undefined],
    ['a 500 of the framework', new InternalServerErrorException(SECRET)],
    ['an error with a status that is not the server’s own', errorWith({ statusCode: 404, code: 'ENOENT' })],
  ])('says nothing of %s but an id', (_, error) => {
    const problem = problemOfError(error, correlationId);
    expect(problem).toMatchObject({ status: 500, code: 'internal-error', data: { errorId: correlationId } });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it.each([
    ['the database restarts', errorWith({ code: '57P01' })],
    ['two changes lock each other', errorWith({ code: '40P01' })],
    ['the network is away', errorWith({ code: 'ECONNREFUSED', syscall: 'connect' })],
  ])('asks to try again when %s, and hides the text', (_, error) => {
    const problem = problemOfError(error, correlationId);
    expect(problem).toMatchObject({ status: 503, code: 'temporarily-unavailable' });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it.each([
    ['an unknown address', new NotFoundException(SECRET), 404, 'route-not-found'],
    ['a refusal of the framework', new ForbiddenException(SECRET), 403, 'not-allowed'],
    ['a body that is too large', errorWith({ code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }), 413, 'body-too-large'],
    ['another media type', errorWith({ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }), 415, 'media-type-unsupported'],
    ['a status without words of ours', new HttpException(SECRET, 418), 418, 'request-refused'],
  ])('answers %s in our words', (_, error, status, code) => {
    const problem = problemOfError(error, correlationId);
    expect(problem).toMatchObject({ status, code });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});
