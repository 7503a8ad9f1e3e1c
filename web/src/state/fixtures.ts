// A small world for tests.

import type { PolicyInput, Snapshot } from '../contract.ts';
import type { Shared } from './link.ts';

export function world(): Snapshot {
  return {
    atUnixS: 1_769_860_800,
    currency: 'cents',
    accelerators: [
      { name: 'A100', deviceType: 'A100-80GB', multiplicity: 1, costPerHour: 40, memoryMib: null, power: null },
      { name: 'H100', deviceType: 'H100-80GB', multiplicity: 1, costPerHour: 80, memoryMib: null, power: null },
    ],
    profiles: [
      profile('A100', 12, 0.08), profile('H100', 7.5, 0.044),
    ],
    workloads: [{
      key: 'llm/m/Premium', model: 'm', class: 'Premium', priority: 1,
      targets: { ttft: { atMostMs: 500, percentile: null }, itl: { atMostMs: 24, percentile: 95 }, tpsTokensPerS: null },
    }],
    variants: [
      variant('llm/a', 'A100', 3), variant('llm/b', 'H100', 9),
    ],
    capacities: [],
  };
}

export function shared(): Shared {
  return {
    scenario: { name: 'small', snapshot: world(), memory: [{ workload: 'llm/m/Premium', bytes: [1, 2] }], headroomPercent: 20 },
    pinned: null, variant: 'llm/a', tab: 'target', day: { kind: 'day', seed: 1, stepS: 300, startUpS: 120, factors: [0.5, 1, 1.5] },
  };
}

export function input(): PolicyInput {
  return { interfaceVersion: '0.1.0', snapshot: world(), memory: [] };
}

function profile(accelerator: string, alphaMs: number, betaMs: number): Snapshot['profiles'][number] {
  return {
    model: 'm', accelerator, variant: null, accCount: 1, maxBatch: 256, atTokens: null, memoryMib: null,
    latency: { queue: { alphaMs, betaMs, gammaMs: 15, deltaMsPerToken: 0.0004 } }, source: 'made up',
  };
}

function variant(name: string, accelerator: string, arrivalRatePerS: number): Snapshot['variants'][number] {
  return {
    name, workload: 'llm/m/Premium', accelerator, keepAccelerator: false, minReplicas: 1, maxReplicas: 10,
    observed: { arrivalRatePerS, avgInputTokens: 128, avgOutputTokens: 256, currentReplicas: 1, readyReplicas: 1, waitingRequests: 4 },
  };
}
