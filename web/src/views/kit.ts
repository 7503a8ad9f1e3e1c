// What the page needs of the toolkit, loaded once; no number of a decision comes from it.

import type { Snapshot } from '../contract.ts';
import { curves, exportManifests, loadToolkit, loadTrace, parse, randomScenario, randomSeed, type LoadShape, type Problem, type TextFile } from '../toolkit.ts';

export type { Problem, TextFile };

export interface Kit {
  /** The state of the world without what is wrong in the texts. */
  parse(files: TextFile[], currency: string, atUnixS: number): { snapshot: Snapshot; problems: Problem[] };
  /** Files for kubectl and `wva decide`, and what they have no words for. */
  write(snapshot: Snapshot): { files: TextFile[]; notes: string[] };
  /** A sweep's answer as columns. */
  curves(answer: string): Record<string, Float64Array>;
  randomSeed(): number;
  randomScenario(seed: number): Snapshot;
  /** A load over time as multiples of its mean. */
  trace(kind: string, seed: number, points: number): number[];
}

export const TRACES: LoadShape[] = ['day', 'burst', 'ramp', 'steady'];

let loading: Promise<Kit> | null = null;

export function loadKit(): Promise<Kit> {
  return (loading ??= load());
}

async function load(): Promise<Kit> {
  await loadToolkit();
  return {
    parse: (files, currency, atUnixS) => parse<Snapshot>(files, currency, atUnixS),
    write: exportManifests,
    curves: (answer) => ({ ...curves(answer) }),
    randomSeed,
    randomScenario: (seed) => randomScenario<Snapshot>(seed),
    trace: (kind, seed, points) => Array.from(loadTrace(kind as LoadShape, seed, points), (v) => Math.round(v * 1000) / 1000),
  };
}
