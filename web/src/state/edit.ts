// Edits of a snapshot. Each returns a new one and leaves the old one as it was.

import type { Accelerator, LatencyTarget, Maybe, Observation, Snapshot, Targets, Variant } from '../contract.ts';

export type LatencyName = 'ttft' | 'itl';

export function editTargets(snapshot: Snapshot, workload: string, edit: (old: Targets) => Targets): Snapshot {
  return {
    ...snapshot,
    workloads: snapshot.workloads.map((w) => (w.key === workload ? { ...w, targets: edit(w.targets ?? {}) } : w)),
  };
}

/** Sets the promised latency; unknown takes the promise away. */
export function setTarget(snapshot: Snapshot, workload: string, name: LatencyName, atMostMs: Maybe<number>): Snapshot {
  return editTargets(snapshot, workload, (old) => {
    const target: LatencyTarget | null = atMostMs == null ? null : { percentile: old[name]?.percentile ?? null, atMostMs };
    return { ...old, [name]: target };
  });
}

export function setPercentile(snapshot: Snapshot, workload: string, name: LatencyName, percentile: Maybe<number>): Snapshot {
  return editTargets(snapshot, workload, (old) => {
    const target = old[name];
    return target ? { ...old, [name]: { ...target, percentile: percentile ?? null } } : old;
  });
}

export function setTps(snapshot: Snapshot, workload: string, tpsTokensPerS: Maybe<number>): Snapshot {
  return editTargets(snapshot, workload, (old) => ({ ...old, tpsTokensPerS: tpsTokensPerS ?? null }));
}

export function setPriority(snapshot: Snapshot, workload: string, priority: number): Snapshot {
  return { ...snapshot, workloads: snapshot.workloads.map((w) => (w.key === workload ? { ...w, priority } : w)) };
}

export function editVariant(snapshot: Snapshot, name: string, edit: Partial<Variant>): Snapshot {
  return { ...snapshot, variants: snapshot.variants.map((v) => (v.name === name ? { ...v, ...edit } : v)) };
}

export function observe(snapshot: Snapshot, name: string, edit: Partial<Observation>): Snapshot {
  return {
    ...snapshot,
    variants: snapshot.variants.map((v) => (v.name === name ? { ...v, observed: { ...v.observed, ...edit } } : v)),
  };
}

/** Sets what runs now: all of it serves. */
export function setCurrent(snapshot: Snapshot, name: string, replicas: Maybe<number>): Snapshot {
  const currentReplicas = replicas ?? null;
  return observe(snapshot, name, {
    currentReplicas,
    readyReplicas: currentReplicas,
    startingReplicas: currentReplicas == null ? null : 0,
  });
}

export function editAccelerator(snapshot: Snapshot, name: string, edit: Partial<Accelerator>): Snapshot {
  return { ...snapshot, accelerators: snapshot.accelerators.map((a) => (a.name === name ? { ...a, ...edit } : a)) };
}

/** Sets how many devices of a type there are; unknown is unlimited. */
export function setCapacity(snapshot: Snapshot, deviceType: string, units: Maybe<number>): Snapshot {
  const others = snapshot.capacities.filter((c) => c.deviceType !== deviceType);
  const capacities = units == null ? others : [...others, { deviceType, units }];
  capacities.sort((a, b) => (a.deviceType < b.deviceType ? -1 : a.deviceType > b.deviceType ? 1 : 0));
  return { ...snapshot, capacities };
}
