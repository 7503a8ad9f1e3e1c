// Manifests, made-up scenarios and loads: the module of wasm/toolkit with types.
// It predicts nothing; predictions are the engine's.

import load, * as toolkit from './generated/toolkit.js';

export interface TextFile {
  path: string;
  text: string;
}

export interface Problem {
  severity: 'error' | 'warning' | 'note';
  file: string | null;
  /** From 1. */
  line: number | null;
  column: number | null;
  object: string | null;
  field: string | null;
  text: string;
}

export interface Parsed<Snapshot> {
  /** What could be read, also where there are errors. */
  snapshot: Snapshot;
  problems: Problem[];
}

export interface Exported {
  /** manifests.yaml for kubectl, and observations.yaml. */
  files: TextFile[];
  /** Fields of the snapshot that the files cannot say. */
  notes: string[];
}

export type LoadShape = 'steady' | 'day' | 'burst' | 'ramp';

/** A sweep as columns of one length. */
export interface Curves {
  arrivalRatePerS: Float64Array;
  throughputPerS: Float64Array;
  waitMs: Float64Array;
  responseMs: Float64Array;
  utilization: Float64Array;
  loadRatio: Float64Array;
  ttftMeanMs: Float64Array;
  ttftP50Ms: Float64Array;
  ttftP90Ms: Float64Array;
  ttftP95Ms: Float64Array;
  ttftP99Ms: Float64Array;
  itlMeanMs: Float64Array;
  itlP50Ms: Float64Array;
  itlP90Ms: Float64Array;
  itlP95Ms: Float64Array;
  itlP99Ms: Float64Array;
}

/** To be called, and awaited, before the functions below. */
export async function loadToolkit(): Promise<void> {
  await load();
}

/** Manifests and observations, also mixed in one text, to a snapshot. */
export function parse<Snapshot>(files: TextFile[], currency: string, atUnixS: number): Parsed<Snapshot> {
  return toolkit.parse(files, currency, atUnixS) as Parsed<Snapshot>;
}

export function exportManifests(snapshot: object): Exported {
  return toolkit.exportManifests(snapshot) as Exported;
}

/** A made-up snapshot; the same seed, a whole number below 2^32, gives the same one. */
export function randomScenario<Snapshot>(seed: number): Snapshot {
  return toolkit.randomScenario(seed) as Snapshot;
}

export function randomSeed(): number {
  return toolkit.randomSeed();
}

/** A load over time as multiples of its mean. */
export function loadTrace(shape: LoadShape, seed: number, points: number): Float64Array {
  return toolkit.loadTrace(shape, seed, points);
}

/** What `Engine.sweepJson` answered, as columns. */
export function curves(answer: string): Curves {
  return toolkit.curves(answer) as Curves;
}
