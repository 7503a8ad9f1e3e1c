// The replicas of a simulated world: what is ordered serves after its start-up, what goes is gone at once.

import type { Decision, Snapshot } from '../contract.ts';

interface Replicas { serving: number; starting: { count: number; servesAtS: number }[] }

export class Fleet {
  readonly #variants = new Map<string, Replicas>();
  readonly #startUpS: number;

  constructor(startUpS: number) {
    this.#startUpS = startUpS;
  }

  /** Everything desired serves. */
  settle(decision: Decision): void {
    for (const v of decision.variants) {
      if (v.desiredReplicas != null) this.#variants.set(v.variant, { serving: v.desiredReplicas, starting: [] });
    }
  }

  order(decision: Decision, atS: number): void {
    for (const v of decision.variants) {
      if (v.desiredReplicas == null) continue;
      const mine = this.#variants.get(v.variant) ?? { serving: 0, starting: [] };
      this.#variants.set(v.variant, ordered(mine, v.desiredReplicas, atS + this.#startUpS));
    }
  }

  /** The snapshot as it would be measured at the time. */
  observed(snapshot: Snapshot, atS: number): Snapshot {
    return {
      ...snapshot,
      variants: snapshot.variants.map((v) => {
        const mine = this.#variants.get(v.name);
        if (!mine) return v;
        const now = started(mine, atS);
        this.#variants.set(v.name, now);
        const startingReplicas = sum(now);
        return {
          ...v,
          observed: {
            ...v.observed,
            currentReplicas: now.serving + startingReplicas,
            readyReplicas: now.serving,
            startingReplicas,
            currentCostPerHour: null,
          },
        };
      }),
    };
  }
}

function started(replicas: Replicas, atS: number): Replicas {
  const done = replicas.starting.filter((s) => s.servesAtS <= atS).reduce((n, s) => n + s.count, 0);
  return { serving: replicas.serving + done, starting: replicas.starting.filter((s) => s.servesAtS > atS) };
}

/** More are started; of fewer, those that are still starting go first, the youngest before. */
function ordered(replicas: Replicas, desired: number, servesAtS: number): Replicas {
  const now = replicas.serving + sum(replicas);
  if (desired > now) {
    return { ...replicas, starting: [...replicas.starting, { count: desired - now, servesAtS }] };
  }
  let tooMany = now - desired;
  const starting = [...replicas.starting].reverse().map((s) => {
    const gone = Math.min(s.count, tooMany);
    tooMany -= gone;
    return { ...s, count: s.count - gone };
  }).reverse().filter((s) => s.count > 0);
  return { serving: replicas.serving - tooMany, starting };
}

function sum(replicas: Replicas): number {
  return replicas.starting.reduce((n, s) => n + s.count, 0);
}
