import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];

/** The labels of each series that can be asked for. */
export type Series = ReadonlyMap<string, readonly string[]>;

/** What is wrong with an expression: its grammar, a metric that nothing registers, or a label that what is asked for lacks. */
export function expressionProblems(expression: string, series: Series): string[] {
  return readExpression(expression, series).problems;
}

/** Labels of which no result of the expression has a value, so that a text that shows them stays empty. */
export function labelsWithoutValue(shown: readonly string[], expression: string, series: Series): string[] {
  const { labels } = readExpression(expression, series);
  return shown.filter((label) => !labels.has(label));
}

function readExpression(expression: string, series: Series): { readonly problems: string[]; readonly labels: ReadonlySet<string> } {
  // Grafana puts a duration in place of its variable.
  const reading = new Reading(expression.replaceAll('$__rate_interval', '5m'), series);
  const labels = reading.labelsOf(parser.parse(reading.text).topNode);
  const { problems } = reading;
  if (reading.metrics === 0 && problems.length === 0) problems.push('asks for no metric');
  return { problems, labels };
}

class Reading {
  readonly problems: string[] = [];
  metrics = 0;

  constructor(
    readonly text: string,
    private readonly series: Series,
  ) {}

  /** Which labels the results of a part may have; what is wrong with it is noted on the way. */
  labelsOf(node: Node): Set<string> {
    if (node.type.isError) this.problems.push(`cannot be read from "${this.text.slice(Math.max(0, node.from - 20), node.to + 20)}"`);
    if (node.name === 'VectorSelector') return this.ofSelector(node);
    const known = new Set(children(node).flatMap((child) => [...this.labelsOf(child)]));
    const named = children(node).find(({ name }) => name === 'MatchingModifierClause');
    if (named) this.check(named, known);
    return node.name === 'AggregateExpr' ? this.ofAggregate(node, known) : known;
  }

  private ofSelector(node: Node): Set<string> {
    const metric = this.textOf(node.getChild('Identifier'));
    const labels = this.series.get(metric);
    this.metrics += 1;
    if (labels === undefined) this.problems.push(`asks for ${metric}, which nothing registers`);
    else this.check(node, new Set(labels));
    return new Set(labels);
  }

  private ofAggregate(node: Node, known: Set<string>): Set<string> {
    const modifier = node.getChild('AggregateModifier');
    if (modifier === null) return new Set();
    const named = this.check(modifier, known);
    return new Set(modifier.getChild('By') ? named : [...known].filter((label) => !named.includes(label)));
  }

  /** Names of labels that stand in a part, each of which must be known. */
  private check(node: Node, known: ReadonlySet<string>): string[] {
    const named = labelNames(node).map((one) => this.textOf(one));
    const problems = named.filter((label) => !known.has(label)).map((label) => `names the label ${label}, which nothing there has`);
    this.problems.push(...problems);
    return named;
  }

  private textOf(node: Node | null): string {
    return node === null ? '' : this.text.slice(node.from, node.to).replaceAll(/^["'`]|["'`]$/g, '');
  }
}

function children(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

const labelNames = (node: Node): Node[] =>
  children(node).flatMap((child) => (/^(Quoted)?LabelName$/.test(child.name) ? [child] : labelNames(child)));
