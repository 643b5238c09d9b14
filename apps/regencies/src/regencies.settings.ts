import { type Static, Type } from '@sinclair/typebox';
import { SharedSettings } from '@komitmen/platform';

export const RegenciesSettings = Type.Pick(SharedSettings, ['DEMO']);
export type RegenciesSettings = Static<typeof RegenciesSettings>;
export const REGENCIES_SETTINGS = Symbol('regencies:settings');
