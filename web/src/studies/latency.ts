// Latency of one replica over its load, for each accelerator the model was measured on.

import type { Maybe, Profile, Replica, Sizing, Snapshot, Targets, Variant } from '../contract.ts';
import { editTargets } from '../state/edit.ts';
import { acceleratorsFor, alone, setLoad } from '../state/vary.ts';
import { decide, each, spacedByRatio, type Run } from './ask.ts';

/** A sweep's answer as columns; the toolkit makes them. */
export type Columns = Record<string, Float64Array>;
export type Unpack = (answer: string) => Columns;

export interface Curve {
  accelerator: string;
  /** Parts of the sweep, each from the last load of the one before. */
  parts: Columns[];
  /** Largest load within all targets; null where even a lone request misses one. */
  withinRatePerS: number | null;
}

const POINTS = 96;
const PARTS = 4;
/** Share of the largest rate at which a curve begins. */
const FIRST_SHARE = 0.01;

export async function latencyCurves(run: Run, unpack: Unpack, snapshot: Snapshot, variant: Variant): Promise<Curve[]> {
  const curves = await each(run, acceleratorsFor(snapshot, variant), (name) => curve(run, unpack, snapshot, variant, name));
  return curves.filter((c) => c !== null);
}

async function curve(run: Run, unpack: Unpack, snapshot: Snapshot, variant: Variant, accelerator: string): Promise<Curve | null> {
  const replica = await replicaOn(run, snapshot, variant, accelerator);
  if (!replica) return null;
  const maxRate = await largestRate(run, replica);
  if (maxRate === null) return null;
  const targets = snapshot.workloads.find((w) => w.key === variant.workload)?.targets ?? {};
  return {
    accelerator,
    parts: await sweep(run, unpack, replica, maxRate),
    withinRatePerS: await within(run, replica, targets),
  };
}

/** The policy says which batch counts; asked without targets, so that none stands in the way. */
export async function replicaOn(run: Run, snapshot: Snapshot, variant: Variant, accelerator: string): Promise<Replica | null> {
  const profile = profileOf(snapshot, variant, accelerator);
  if (!profile) return null;
  const free = editTargets(alone(snapshot, { ...variant, maxReplicas: null }, accelerator), variant.workload,
    () => ({ ttft: null, itl: null, tpsTokensPerS: null }));
  const decision = await decide(run, setLoad({ ...free, capacities: [] }, variant.workload, 1));
  const answer = decision.variants[0];
  if (answer?.maxBatch == null || !answer.load) return null;
  const { avgInputTokens, avgOutputTokens } = answer.load;
  return { latency: profile.latency, maxBatch: answer.maxBatch, avgInputTokens, avgOutputTokens };
}

export function profileOf(snapshot: Snapshot, variant: Variant, accelerator: string): Profile | undefined {
  const model = snapshot.workloads.find((w) => w.key === variant.workload)?.model;
  const fitting = snapshot.profiles.filter((p) => p.model === model && p.accelerator === accelerator);
  return fitting.find((p) => p.variant === variant.name) ?? fitting.find((p) => p.variant == null);
}

async function largestRate(run: Run, replica: Replica): Promise<number | null> {
  const none: Targets = { ttft: null, itl: null, tpsTokensPerS: null };
  try {
    const sizing = JSON.parse(await run.asker.sizeJson(JSON.stringify({ replica, targets: none }))) as Sizing;
    return sizing.at.maxRatePerS;
  } catch (error) {
    return refused(error);
  } finally {
    run.signal.throwIfAborted();
  }
}

async function within(run: Run, replica: Replica, targets: Targets): Promise<number | null> {
  try {
    const sizing = JSON.parse(await run.asker.sizeJson(JSON.stringify({ replica, targets }))) as Sizing;
    return sizing.at.arrivalRatePerS;
  } catch (error) {
    return refused(error);
  }
}

/** Dense where the curve is bent: evenly within each of four parts of equal ratio. */
async function sweep(run: Run, unpack: Unpack, replica: Replica, maxRate: number): Promise<Columns[]> {
  const edges = spacedByRatio(maxRate * FIRST_SHARE, maxRate, PARTS + 1);
  const parts: Columns[] = [];
  for (let i = 0; i < PARTS; i += 1) {
    const question = { replica, fromRatePerS: edges[i], toRatePerS: edges[i + 1], points: POINTS / PARTS };
    parts.push(unpack(await run.asker.sweepJson(JSON.stringify(question))));
    run.signal.throwIfAborted();
  }
  return parts;
}

/** One column over all parts, such as `arrivalRatePerS`. */
export function column(curve: Curve, name: string): number[] {
  return curve.parts.flatMap((part, i) => Array.from(part[name] ?? []).slice(i === 0 ? 0 : 1));
}

/** The column of a latency, of the mean where no percentile is promised. */
export function latencyColumn(curve: Curve, name: 'ttft' | 'itl', percentile: Maybe<number>): number[] {
  return column(curve, `${name}${percentile == null ? 'Mean' : `P${percentile}`}Ms`);
}

/** A refusal is an answer of the policy; anything else is passed on. */
function refused(error: unknown): null {
  if ((error as { kind?: string }).kind === 'refused') return null;
  throw error;
}
