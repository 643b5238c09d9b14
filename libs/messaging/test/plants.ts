import type { ChunkContext, Envelope, EventContracts, NewEvent } from '../src';

/** A small world of its own: `garden` publishes that plants grew, `kitchen` counts what it may cook. */
export interface PlantGrew {
  plant: string;
  centimetres: string;
}

export const GREW = 'garden.plant-grew.v1';
export const COOKED = 'kitchen.meal-cooked.v1';
const KNOWN = [GREW, COOKED, 'garden.plant-named.v1'];

const problems = (type: string, data: unknown): string[] => {
  if (!KNOWN.includes(type)) return ['unknown'];
  return typeof data === 'object' && data !== null && 'plant' in data && typeof data.plant === 'string' ? [] : ['/plant must be string'];
};

export const gardenContracts: EventContracts = {
  isKnown: (type) => KNOWN.includes(type),
  topicOf: (type) => type.split('.')[0] ?? '',
  problemsToPublish: problems,
  problemsReceived: problems,
};

export const grew = (plant: string, centimetres: number): NewEvent<PlantGrew> => ({
  type: GREW,
  subject: plant,
  province: '52',
  aggregateVersion: centimetres,
  data: { plant, centimetres: String(centimetres) },
});

interface PlantedTrouble {
  with: (event: Envelope<PlantGrew>, ctx: ChunkContext) => void | Promise<void>;
  beforeForgetting: () => void | Promise<void>;
}

/** What goes wrong in the kitchen while a test wants it to. */
export const trouble: PlantedTrouble = { with: () => undefined, beforeForgetting: () => undefined };
