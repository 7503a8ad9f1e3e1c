// Snapshots changed in one respect, as the charts ask about them.

import type { Decision, Maybe, Observation, Snapshot, Variant } from '../contract.ts';
import { editTargets, observe, type LatencyName } from './edit.ts';

/** Without the rules that only slow a change down. */
export function settled(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    calm: { ...snapshot.calm, switchAfterS: 0, retentionS: 0 },
    variants: snapshot.variants.map((v) => ({ ...v, behavior: null, retentionS: null })),
  };
}

/** Everything that was ordered serves. */
export function arrived(snapshot: Snapshot, decision: Decision): Snapshot {
  const desired = new Map(decision.variants.map((v) => [v.variant, v.desiredReplicas]));
  return {
    ...snapshot,
    variants: snapshot.variants.map((v) => {
      const replicas = desired.get(v.name);
      if (replicas == null) return v;
      return { ...v, observed: { ...v.observed, currentReplicas: replicas, readyReplicas: replicas, startingReplicas: 0 } };
    }),
  };
}

/** A rate that was not measured: requests counted in the servers belong to another one. */
export function supposed(arrivalRatePerS: number | null): Partial<Observation> {
  return { arrivalRatePerS, arrivalsAtLeastPerS: null, waitingRequests: null, runningRequests: null, sampleAgeS: null };
}

/** A rate of one variant that was not measured; nothing is then counted where its requests come in. */
export function suppose(snapshot: Snapshot, name: string, rate: number | null): Snapshot {
  const workload = snapshot.variants.find((v) => v.name === name)?.workload;
  return observe(atEntry(snapshot, workload, () => null), name, supposed(rate));
}

export function scaleLoad(snapshot: Snapshot, workload: string, factor: number): Snapshot {
  const scaled = atEntry(snapshot, workload, (rate) => rate * factor);
  return onVariants(scaled, workload, (v) => ({
    ...v,
    observed: { ...v.observed, ...supposed(times(v.observed.arrivalRatePerS, factor)) },
  }));
}

/** Sets what arrives for a workload, shared out as it is now; where nothing is known the first variant gets it. */
export function setLoad(snapshot: Snapshot, workload: string, rate: number): Snapshot {
  const now = loadOf(snapshot, workload);
  if (now != null && now > 0) return scaleLoad(snapshot, workload, rate / now);
  const first = snapshot.variants.find((v) => v.workload === workload)?.name;
  return onVariants(atEntry(snapshot, workload, () => null), workload, (v) => ({
    ...v,
    observed: { ...v.observed, ...supposed(v.name === first ? rate : 0) },
  }));
}

export function scaleTokens(snapshot: Snapshot, workload: string, which: 'avgInputTokens' | 'avgOutputTokens', factor: number): Snapshot {
  return onVariants(snapshot, workload, (v) => ({
    ...v,
    observed: { ...v.observed, [which]: times(v.observed[which], factor) },
  }));
}

export function scaleTarget(snapshot: Snapshot, workload: string, name: LatencyName, factor: number): Snapshot {
  return editTargets(snapshot, workload, (old) => {
    const target = old[name];
    return target ? { ...old, [name]: { ...target, atMostMs: target.atMostMs * factor } } : old;
  });
}

export function scalePrice(snapshot: Snapshot, accelerator: string, factor: number): Snapshot {
  return {
    ...snapshot,
    accelerators: snapshot.accelerators.map((a) =>
      a.name === accelerator ? { ...a, costPerHour: times(a.costPerHour, factor) } : a),
  };
}

/** The workload's whole load on one of its variants, alone in the world, on the given accelerator. */
export function alone(snapshot: Snapshot, variant: Variant, accelerator: string): Snapshot {
  const rate = loadOf(snapshot, variant.workload);
  const { workloads } = atEntry(snapshot, variant.workload, () => null);
  return {
    ...snapshot,
    workloads: workloads.filter((w) => w.key === variant.workload),
    variants: [{
      ...variant,
      accelerator,
      keepAccelerator: true,
      behavior: null,
      observed: { ...variant.observed, accelerator, maxBatchSize: null, arrivalRatePerS: rate, currentCostPerHour: null },
    }],
  };
}

/** What arrives for a workload, or null where a part of it is unknown. */
export function loadOf(snapshot: Snapshot, workload: string): number | null {
  const counted = snapshot.workloads.find((w) => w.key === workload)?.observed?.arrivalRatePerS;
  if (counted != null) return counted;
  const rates = snapshot.variants.filter((v) => v.workload === workload).map((v) => v.observed.arrivalRatePerS);
  return rates.some((r) => r == null) ? null : rates.reduce<number>((sum, r) => sum + (r ?? 0), 0);
}

/** Accelerators on which the workload's model was measured, in the order of the snapshot. */
export function acceleratorsFor(snapshot: Snapshot, variant: Variant): string[] {
  const model = snapshot.workloads.find((w) => w.key === variant.workload)?.model;
  const measured = new Set(snapshot.profiles
    .filter((p) => p.model === model && (p.variant == null || p.variant === variant.name))
    .map((p) => p.accelerator));
  return snapshot.accelerators.map((a) => a.name).filter((name) => measured.has(name));
}

/** Changes the rate that is counted where a workload's requests come in; none waits or is turned away there then. */
function atEntry(snapshot: Snapshot, workload: string | undefined, edit: (rate: number) => number | null): Snapshot {
  return {
    ...snapshot,
    workloads: snapshot.workloads.map((w) => {
      if (w.key !== workload || !w.observed) return w;
      const { arrivalRatePerS, rank } = w.observed;
      const rate = arrivalRatePerS == null ? null : edit(arrivalRatePerS);
      return { ...w, observed: rate == null ? {} : { arrivalRatePerS: rate, rank: rank ?? null } };
    }),
  };
}

function onVariants(snapshot: Snapshot, workload: string, edit: (v: Variant) => Variant): Snapshot {
  return { ...snapshot, variants: snapshot.variants.map((v) => (v.workload === workload ? edit(v) : v)) };
}

function times(value: Maybe<number>, factor: number): number | null {
  return value == null ? null : value * factor;
}
