// What every view may use.

import type { Engine } from '../engine/client.ts';
import type { Decision, Snapshot, Variant, VariantDecision } from '../contract.ts';
import type { Run } from '../studies/ask.ts';
import type { Scenario } from '../state/scenario.ts';
import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';

/** The last decision with its question, or why there is none. */
export type Answer =
  | { kind: 'waiting' }
  | { kind: 'decided'; scenario: Scenario; question: string; text: string; decision: Decision; tookMs: number }
  | { kind: 'failed'; scenario: Scenario; text: string };

export interface Policies { builtIn: Engine; dropped: Engine | null; active: Engine }

export interface App {
  state: Store<State>;
  answer: Store<Answer>;
  policies: Store<Policies>;
  notice(kind: 'good' | 'bad', text: string): void;
}

/** What the charts speak of: one variant in a decided world. */
export interface Subject {
  snapshot: Snapshot;
  decision: Decision;
  variant: Variant;
  answer: VariantDecision;
}

export interface Panel {
  id: string;
  label: string;
  element: HTMLElement;
  /** What of the state it depends on besides the decision and the variant. */
  follows?(state: State): unknown;
  /** Computed when it is shown and whenever the decision changes meanwhile. */
  compute?(run: Run, subject: Subject): Promise<void>;
}
