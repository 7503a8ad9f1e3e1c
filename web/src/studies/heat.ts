// Cost over both latency targets.

import type { Snapshot, Targets } from '../contract.ts';
import { setTarget } from '../state/edit.ts';
import { settled } from '../state/vary.ts';
import { decide, each, outcome, spacedByRatio, type Outcome, type Run } from './ask.ts';

export interface Cell { costPerHour: number; outcome: Outcome }

export interface Heat {
  ttftMs: number[];
  itlMs: number[];
  /** Row by row: `cells[itl][ttft]`. */
  cells: Cell[][];
}

const COLUMNS = 13;
const ROWS = 11;
const SPAN = 4;

export async function heat(run: Run, snapshot: Snapshot, workload: string, targets: Targets): Promise<Heat | null> {
  if (!targets.ttft || !targets.itl) return null;
  const world = settled(snapshot);
  const ttftMs = around(targets.ttft.atMostMs, COLUMNS);
  const itlMs = around(targets.itl.atMostMs, ROWS);
  const cells = await each(run, itlMs, (itl) => {
    const row = setTarget(world, workload, 'itl', itl);
    return each({ ...run, progress: () => {} }, ttftMs, async (ttft): Promise<Cell> => {
      const decision = await decide(run, setTarget(row, workload, 'ttft', ttft));
      return { costPerHour: decision.costPerHour, outcome: outcome(decision, workload) };
    });
  });
  return { ttftMs, itlMs, cells };
}

/** An odd number of values, the present one exactly in the middle. */
function around(value: number, points: number): number[] {
  const values = spacedByRatio(value / SPAN, value * SPAN, points);
  values[(points - 1) / 2] = value;
  return values;
}
