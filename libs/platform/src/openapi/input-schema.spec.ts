import { DECORATORS } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { Example } from '../http/example';
import { describeInput } from './input-schema';

class Part {
  @IsString()
  @MaxLength(5)
  name = '';

  @ValidateIf((part: Part) => part.date !== null)
  @Matches(/^\d{4}$/)
  date: string | null = null;
}

class Input {
  @IsInt()
  @Min(1)
  @Max(12)
  @Example('3')
  months = 1;

  @IsOptional()
  @IsIn(['a', 'b'])
  choice?: string;

  @ValidateNested()
  @Type(() => Part)
  part = new Part();

  @IsArray()
  @Matches(/^\d+$/, { each: true })
  numbers: string[] = [];
}

class Extended extends Input {}
class Query {
  @IsOptional()
  @IsInt()
  year?: number;
}

const fieldOf = (input: new () => object, field: string): unknown =>
  Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, input.prototype as object, field);

describe('the schema of an input', () => {
  beforeAll(() => {
    describeInput(Input);
    describeInput(Extended);
    describeInput(Query, { nullable: false });
  });

  it('states what the checks state, with the example in the field’s own type', () => {
    expect(fieldOf(Input, 'months')).toMatchObject({ type: 'integer', minimum: 1, maximum: 12, example: 3, required: true });
    expect(fieldOf(Input, 'numbers')).toMatchObject({ type: 'array', items: { type: 'string', pattern: '^\\d+$' } });
  });

  it('tells an optional field, a nullable one, and a required one that may be null', () => {
    expect(fieldOf(Input, 'choice')).toMatchObject({ enum: ['a', 'b'], required: false, nullable: true });
    expect(fieldOf(Part, 'date')).toMatchObject({ required: true, nullable: true });
    expect(fieldOf(Part, 'name')).not.toHaveProperty('nullable');
    expect(fieldOf(Query, 'year')).not.toHaveProperty('nullable');
  });

  it('describes the parts of a part, and what a class has from the one it extends', () => {
    expect(fieldOf(Input, 'part')).toMatchObject({ type: Part });
    expect(fieldOf(Part, 'name')).toMatchObject({ type: 'string', maxLength: 5 });
    expect(fieldOf(Extended, 'months')).toMatchObject({ type: 'integer', example: 3 });
  });
});
