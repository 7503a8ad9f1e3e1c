// What the page shows, in one place. Everything else follows from it.

import type { Scenario } from './scenario.ts';

export interface State {
  /** What is edited and decided. */
  scenario: Scenario;
  /** What it is compared with. */
  pinned: Scenario | null;
  /** The variant that the charts speak of; null is the first. */
  variant: string | null;
  /** The chart that is shown. */
  tab: string;
  day: DaySettings;
}

export interface DaySettings {
  /** Name of a trace, or `drawn`. */
  kind: string;
  seed: number;
  stepS: number;
  /** How long a new replica takes until it serves. */
  startUpS: number;
  /** Load over the day as multiples of the scenario's, evenly spaced; empty until a trace was made. */
  factors: number[];
}

export const NEW_DAY: DaySettings = { kind: 'day', seed: 1, stepS: 300, startUpS: 120, factors: [] };
