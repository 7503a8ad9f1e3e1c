// Cost over both latency targets.

import type { Snapshot, Targets } from '../contract.ts';
import { setTarget, type LatencyName } from '../state/edit.ts';
import { findCliff, tryTarget } from './cliff.ts';
import { decideSettled, each, outcome, spacedByRatio, type Outcome, type Run } from './ask.ts';

export interface Cell { costPerHour: number; outcome: Outcome }

export interface Heat {
  ttftMs: number[];
  itlMs: number[];
  /** Row by row: `cells[itl][ttft]`. */
  cells: Cell[][];
  now: { row: number; column: number };
}

const COLUMNS = 13;
const ROWS = 11;

export async function heat(run: Run, snapshot: Snapshot, workload: string, targets: Targets): Promise<Heat | null> {
  if (!targets.ttft || !targets.itl) return null;
  const ttftMs = await range(run, snapshot, workload, 'ttft', targets.ttft.atMostMs, COLUMNS);
  const itlMs = await range(run, snapshot, workload, 'itl', targets.itl.atMostMs, ROWS);
  const cells = await each(run, itlMs, (itl) => {
    const row = setTarget(snapshot, workload, 'itl', itl);
    return each({ ...run, progress: () => {} }, ttftMs, async (ttft): Promise<Cell> => {
      const decision = await decideSettled(run, setTarget(row, workload, 'ttft', ttft));
      return { costPerHour: decision.costPerHour, outcome: outcome(decision, workload) };
    });
  });
  return { ttftMs, itlMs, cells, now: { column: ttftMs.indexOf(targets.ttft.atMostMs), row: itlMs.indexOf(targets.itl.atMostMs) } };
}

/** From just below the cliff to well above the target of now, which is one of the values. */
async function range(run: Run, snapshot: Snapshot, workload: string, name: LatencyName, nowMs: number, points: number): Promise<number[]> {
  const ask = (targetMs: number) => tryTarget(run, snapshot, workload, name, targetMs);
  const cliff = await findCliff(ask, await ask(nowMs));
  const low = Math.min(nowMs, cliff ? cliff.keptMs * 0.97 : nowMs / 4);
  const values = spacedByRatio(low, Math.max(nowMs * 1.5, low * 3), points);
  const nearest = values.reduce((best, value, i) => (far(value, nowMs) < far(values[best] ?? 0, nowMs) ? i : best), 0);
  values[nearest] = nowMs;
  return values;
}

function far(a: number, b: number): number {
  return Math.abs(Math.log(a / b));
}
