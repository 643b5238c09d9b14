import { parser } from '@prometheus-io/lezer-promql';

/** Of Prometheus itself, for every target. */
const ofPrometheus = ['up'];

/** What is wrong with an expression: its grammar, or a metric that nothing registers. */
export function expressionProblems(expression: string, registered: readonly string[]): string[] {
  // Grafana puts a duration in place of its variable.
  const text = expression.replaceAll('$__rate_interval', '5m');
  const problems: string[] = [];
  let metrics = 0;
  parser.parse(text).iterate({
    enter: ({ name, type, from, to, node }) => {
      if (type.isError) problems.push(`cannot be read from "${text.slice(Math.max(0, from - 20), to + 20)}"`);
      if (name !== 'Identifier' || node.parent?.name !== 'VectorSelector') return;
      metrics += 1;
      const metric = text.slice(from, to);
      if (!registered.includes(metric) && !ofPrometheus.includes(metric)) problems.push(`asks for ${metric}, which nothing registers`);
    },
  });
  if (metrics === 0 && problems.length === 0) problems.push('asks for no metric');
  return problems;
}
