/** The generation of the read model that readers see, as an SQL expression: messaging keeps which one is live. */
export const LIVE_GENERATION = `COALESCE((SELECT generation FROM scorecards.consumer_generations WHERE consumer = 'scorecards'), 1)`;
