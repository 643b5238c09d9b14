/** Whether what many callers saw at the same time can be told as if one after the other had been served (Wing and Gong's search). */

/** One call and its answer. The moments are numbers of one counter: only their order counts. */
export interface Operation<Call, Answer> {
  readonly call: Call;
  readonly calledAt: number;
  /** Left out when no answer came: it may have had its effect at any later moment, or never. */
  readonly answered?: { readonly at: number; readonly answer: Answer };
}

/** The rules without any concurrency. A call that changes nothing gives back the same state. */
export interface Model<State, Call, Answer> {
  readonly initial: State;
  act(state: State, call: Call): { readonly state: State; readonly answer: Answer };
}

export type Verdict<Call, Answer> =
  | { readonly linearizable: true; readonly order: readonly Operation<Call, Answer>[] }
  /** The longest order that was found, and what could have come next but was answered otherwise. */
  | {
      readonly linearizable: false;
      readonly order: readonly Operation<Call, Answer>[];
      readonly stuck: readonly Operation<Call, Answer>[];
    };

/** Places looked at before the search gives up; one that finds an order goes almost straight. */
const MOST_PLACES = 10_000;

/** What has no order within so many places counts as having none. */
export function linearize<State, Call, Answer>(
  history: readonly Operation<Call, Answer>[],
  model: Model<State, Call, Answer>,
): Verdict<Call, Answer> {
  // What was answered first has probably happened first.
  const operations = [...history].sort((a, b) => answeredAt(a) - answeredAt(b));
  const seen = new Set<string>();
  let best: Place<State> = { state: model.initial, order: [], left: operations.map((_, index) => index) };
  const open = [best];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const here = withoutChange(place, operations, model);
    if (here.order.length > best.order.length) best = here;
    if (here.left.every((index) => operations[index]?.answered === undefined))
      return { linearizable: true, order: pick(here.order, operations) };
    const name = `${here.left.join()} ${JSON.stringify(here.state)}`;
    if (seen.has(name)) continue;
    if (seen.add(name).size > MOST_PLACES) break;
    open.push(...after(here, operations, model).reverse());
  }
  return { linearizable: false, order: pick(best.order, operations), stuck: pick(next(best, operations), operations) };
}

interface Place<State> {
  readonly state: State;
  readonly order: readonly number[];
  readonly left: readonly number[];
}

const answeredAt = ({ answered }: Operation<unknown, unknown>): number => answered?.at ?? Infinity;

const pick = <T>(indexes: readonly number[], all: readonly T[]): T[] => indexes.flatMap((index) => all[index] ?? []);

/** What may come next: nothing that is left was answered before it was called. */
function next<State>({ left }: Place<State>, operations: readonly Operation<unknown, unknown>[]): number[] {
  const firstAnswer = Math.min(...pick(left, operations).map(answeredAt));
  return left.filter((index) => (operations[index]?.calledAt ?? Infinity) < firstAnswer);
}

const fits = <Answer>({ answered }: Operation<unknown, Answer>, answer: Answer): boolean =>
  answered === undefined || JSON.stringify(answered.answer) === JSON.stringify(answer);

/** Every place that one more operation leads to. */
function after<State, Call, Answer>(
  place: Place<State>,
  operations: readonly Operation<Call, Answer>[],
  model: Model<State, Call, Answer>,
): Place<State>[] {
  return next(place, operations).flatMap((index) => {
    const operation = operations[index];
    if (operation === undefined) return [];
    const { state, answer } = model.act(place.state, operation.call);
    if (!fits(operation, answer)) return [];
    return { state, order: [...place.order, index], left: place.left.filter((one) => one !== index) };
  });
}

/** What was answered rightly and changes nothing hinders nobody: it is put in at once, and no other place for it need be tried. */
function withoutChange<State, Call, Answer>(
  place: Place<State>,
  operations: readonly Operation<Call, Answer>[],
  model: Model<State, Call, Answer>,
): Place<State> {
  for (let here = place; ;) {
    const idle = after(here, operations, model).find(({ state }) => state === here.state);
    if (idle === undefined) return here;
    here = idle;
  }
}
