// A scenario is the policy's own input, with a name and the headroom that is added before it is asked.

import { INTERFACE_VERSION, type PolicyInput, type Snapshot, type WorkloadMemory } from '../contract.ts';

export interface Scenario {
  name: string;
  snapshot: Snapshot;
  memory: WorkloadMemory[];
  /** Added to every arrival rate before the policy is asked. */
  headroomPercent: number;
}

export function scenarioOf(name: string, input: PolicyInput): Scenario {
  return { name, snapshot: input.snapshot, memory: input.memory, headroomPercent: 0 };
}

/** The snapshot the policy is asked about: with the headroom in its arrival rates. */
export function asked(scenario: Scenario): Snapshot {
  if (scenario.headroomPercent === 0) return scenario.snapshot;
  const factor = 1 + scenario.headroomPercent / 100;
  return {
    ...scenario.snapshot,
    workloads: scenario.snapshot.workloads.map((workload) => {
      const rate = workload.observed?.arrivalRatePerS;
      return rate == null ? workload : { ...workload, observed: { ...workload.observed, arrivalRatePerS: rate * factor } };
    }),
    variants: scenario.snapshot.variants.map((variant) => {
      const rate = variant.observed.arrivalRatePerS;
      if (rate == null) return variant;
      return { ...variant, observed: { ...variant.observed, arrivalRatePerS: rate * factor } };
    }),
  };
}

/** The file that `wva decide --snapshot` takes. */
export function question(snapshot: Snapshot, memory: WorkloadMemory[] = []): string {
  const input: PolicyInput = { interfaceVersion: INTERFACE_VERSION, snapshot, memory };
  return JSON.stringify(input);
}

export function questionOf(scenario: Scenario): string {
  return question(asked(scenario), scenario.memory);
}
