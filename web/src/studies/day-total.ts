// What a day comes to.

import type { DayStep } from './day.ts';

export interface DayTotal { cost: number; atPeak: number; kept: number; judged: number }

export function dayTotal(steps: readonly DayStep[], stepS: number): DayTotal {
  const hours = stepS / 3600;
  const costs = steps.map((s) => s.decision.costPerHour);
  return {
    cost: costs.reduce((sum, cost) => sum + cost * hours, 0),
    atPeak: Math.max(0, ...costs) * hours * steps.length,
    kept: steps.filter((s) => s.kept === true).length,
    judged: steps.filter((s) => s.kept !== null).length,
  };
}
