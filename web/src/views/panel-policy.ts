// Bring your own policy: checked, shown with its fingerprint, decided side by side with the built-in one.

import { Engine, type PolicyIdentity } from '../engine/client.ts';
import { readDecision } from '../state/decision.ts';
import { short } from '../state/format.ts';
import { latest } from '../state/latest.ts';
import type { Answer, App, Panel } from './app.ts';
import { failureWords } from './deciding.ts';
import { button, h, say } from './dom.ts';
import { differenceTable } from './difference.ts';
import { term } from './term.ts';

export interface PolicyPanel extends Panel { adopt(name: string, bytes: Uint8Array): Promise<void> }

export function policyPanel(app: App): PolicyPanel {
  const status = h('p', { class: 'policy-status', role: 'status' });
  const identities = h('div', { class: 'identities' });
  const body = h('div', { class: 'policy-body' });
  const file = h('input', { type: 'file', accept: '.wasm,application/wasm', 'aria-label': 'Open a policy component' });
  const everywhere = button('Use it for everything', () => app.policies.update((old) => (
    { ...old, active: old.active === old.dropped || !old.dropped ? old.builtIn : old.dropped })));
  const away = button('Put it away', () => app.policies.update((old) => {
    old.dropped?.dispose();
    return { ...old, dropped: null, active: old.builtIn };
  }));

  const adopt = async (name: string, bytes: Uint8Array): Promise<void> => {
    report(status, 'busy', `Checking ${name} …`);
    try {
      const dropped = await Engine.fromBytes(bytes);
      app.policies.update((old) => {
        old.dropped?.dispose();
        return { ...old, dropped, active: old.builtIn };
      });
      report(status, 'good', `${name} is a policy: it imports nothing and exports ${dropped.identity.exports.join(', ')}.`);
    } catch (error) {
      report(status, 'bad', `${name} cannot be used: ${(error as Error).message}`);
    }
  };
  file.addEventListener('change', async () => {
    const chosen = file.files?.[0];
    if (chosen) await adopt(chosen.name, new Uint8Array(await chosen.arrayBuffer()));
    file.value = '';
  });

  const compare = comparing(app, body);
  app.policies.watch(({ builtIn, dropped, active }) => {
    identities.replaceChildren(identity(builtIn.identity), ...(dropped ? [identity(dropped.identity)] : []));
    everywhere.hidden = away.hidden = dropped === null;
    say(everywhere, active === dropped ? 'Back to the built-in policy' : 'Use it for everything');
    if (!dropped) body.replaceChildren();
  });

  return {
    id: 'policy',
    label: 'Policy',
    adopt,
    element: h('div', {},
      h('p', {}, 'Drop a WebAssembly component that exports ', h('code', {}, 'wva:policy/policy'), ' and imports nothing, or open one: ', file),
      status, identities, h('p', { class: 'tools' }, everywhere, away), body),
    async compute() {
      const answer = app.answer.get();
      if (app.policies.get().dropped && answer.kind === 'decided') compare(answer);
    },
  };
}

type Decided = Answer & { kind: 'decided' };

/** Both policies on the same question; a slow one is asked again only for the latest. */
function comparing(app: App, body: HTMLElement): (answer: Decided) => void {
  return latest<Decided, [string, string]>(
    async ({ question }) => {
      const { builtIn, dropped } = app.policies.get();
      if (!dropped) throw new Error('it was put away');
      return Promise.all([builtIn.decideJson(question), dropped.decideJson(question)]);
    },
    ({ scenario }, [ours, theirs]) => {
      const words = ours === theirs ? 'Both answers are the same, byte by byte.' : 'The answers differ.';
      try {
        const table = differenceTable('built-in', 'dropped', readDecision(ours), readDecision(theirs), scenario.snapshot.currency);
        body.replaceChildren(h('p', { 'data-value': 'policies-agree' }, words), table);
      } catch (error) {
        showFailure(body, `its answer is no decision: ${(error as Error).message}`);
      }
    },
    (_, error) => {
      if (app.policies.get().dropped) showFailure(body, failureWords(error));
    });
}

function showFailure(body: HTMLElement, words: string): void {
  body.replaceChildren(h('p', { class: 'trouble', role: 'alert', 'data-value': 'dropped-failed' }, `The dropped policy gave no answer: ${words}`));
}

function report(status: HTMLElement, look: 'busy' | 'good' | 'bad', words: string): void {
  status.className = `policy-status ${look}`;
  say(status, words);
}

function identity(policy: PolicyIdentity): HTMLElement {
  return h('dl', { class: 'identity' },
    h('dt', {}, policy.builtIn ? 'built-in' : 'dropped'), h('dd', {}, `${policy.name} ${policy.version}`),
    h('dt', {}, term('sha256')), h('dd', {}, h('code', { class: 'sha' }, policy.sha256)),
    h('dt', {}, 'size'), h('dd', {}, `${short(policy.bytes / 1024)} KiB`));
}
