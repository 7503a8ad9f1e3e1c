// A saved snapshot and its recorded decision: decided again here and compared bit by bit.

import { agreement, readRecorded, type Agreement } from '../state/recorded.ts';
import { readInput } from '../state/read.ts';
import { scenarioOf } from '../state/scenario.ts';
import type { App, Panel } from './app.ts';
import { h } from './dom.ts';

interface Saved { name: string; text: string }

export interface RecordedPanel extends Panel {
  snapshot(file: Saved): void;
  decision(file: Saved): void;
}

export function recordedPanel(app: App): RecordedPanel {
  let snapshot: Saved | null = null;
  let decision: Saved | null = null;
  const body = h('div', { role: 'status' });

  const check = async (): Promise<void> => {
    const lines: Node[] = [
      line('Snapshot', snapshot?.name ?? 'drop the file of --save-snapshot'),
      line('Decision', decision?.name ?? 'drop what -o json printed, to compare'),
    ];
    if (snapshot) lines.push(await decidedAgain(app, snapshot, decision));
    body.replaceChildren(...lines);
  };
  void check();

  return {
    id: 'recorded',
    label: 'Recorded',
    element: h('div', {},
      h('p', {}, 'A snapshot is everything the policy knew. Save one with ',
        h('code', {}, 'wva decide … --save-snapshot snapshot.json -o json > decision.json'),
        ', drop both files here, and it is decided again by the same bytes.'), body),
    snapshot(file) {
      const input = readInput(file.text);
      app.state.update((old) => ({ ...old, scenario: scenarioOf(file.name, input), variant: null }));
      snapshot = file;
      void check();
    },
    decision(file) {
      readRecorded(file.text);
      decision = file;
      app.state.update((old) => ({ ...old, tab: 'recorded' }));
      void check();
    },
  };
}

async function decidedAgain(app: App, snapshot: Saved, recorded: Saved | null): Promise<HTMLElement> {
  const { active } = app.policies.get();
  try {
    const again = await active.decideJson(snapshot.text);
    if (!recorded) return line('Decided again', `by ${active.identity.name} ${active.identity.version}; nothing to compare with yet`);
    const { policySha256, decision } = readRecorded(recorded.text);
    const other = policySha256 !== null && policySha256 !== active.identity.sha256
      ? ` It was recorded by another policy, sha256 ${policySha256}.` : '';
    const result = agreement(decision, again);
    return h('p', { class: result.kind === 'different' ? 'verdict bad' : 'verdict good', 'data-value': 'agreement' }, words(result) + other);
  } catch (error) {
    return h('p', { class: 'verdict bad', 'data-value': 'agreement' }, `It cannot be decided again: ${(error as Error).message}`);
  }
}

function words(result: Agreement): string {
  switch (result.kind) {
    case 'same-bytes': return 'Decided again: the same decision, byte by byte.';
    case 'same-values': return 'Decided again: the same values to the last bit; the recorded file is only spaced differently.';
    case 'different': return `Decided again: it differs first at ${result.at}: recorded ${result.recorded}, now ${result.again}.`;
  }
}

function line(name: string, text: string): HTMLElement {
  return h('p', {}, h('b', {}, `${name}: `), text);
}
