// The page: header, inputs on the left, results on the right.

import type { Decision } from '../contract.ts';
import { store } from '../state/store.ts';
import type { App } from './app.ts';
import { deciding, failureWords } from './deciding.ts';
import { h } from './dom.ts';
import { header } from './header.ts';
import { inputs } from './inputs.ts';
import { loadKit } from './kit.ts';
import { dropAnywhere, opener, pasteAnywhere } from './open.ts';
import { comparePanel, decidePinned } from './panel-compare.ts';
import { dayPanel } from './panel-day.ts';
import { frontierPanel } from './panel-frontier.ts';
import { heatPanel } from './panel-heat.ts';
import { latencyPanel } from './panel-latency.ts';
import { policyPanel } from './panel-policy.ts';
import { recordedPanel } from './panel-recorded.ts';
import { staircasePanel } from './panel-staircase.ts';
import { tornadoPanel } from './panel-tornado.ts';
import { results } from './results.ts';
import { textView } from './text.ts';

export function build(app: App, link: () => Promise<string>): HTMLElement[] {
  const pinned = store<Decision | null>(null);
  const policy = policyPanel(app);
  const recorded = recordedPanel(app);
  const text = textView(app, loadKit);
  const open = opener(app, { text, policy, recorded, showText: () => document.getElementById('show-text')?.click() });
  const panels = [
    latencyPanel(loadKit), frontierPanel(), staircasePanel(), tornadoPanel(), heatPanel(),
    dayPanel(app, loadKit), comparePanel(app, pinned), policy, recorded,
  ];
  keepPinned(app, pinned.set);
  deciding(app);
  dropAnywhere(open);
  pasteAnywhere(open);
  return [
    h('a', { class: 'skip', href: '#results', on: { click: toResults } }, 'To the results'),
    header(app, loadKit, link),
    h('div', { class: 'columns' },
      inputs(app, text, loadKit, (files) => void open([...files])),
      results(app, pinned, panels)),
    h('footer', { class: 'foot' }, 'Everything is computed in this page. Nothing is uploaded.'),
  ];
}

/** The address holds the scenario, so the link must not touch it. */
function toResults(event: Event): void {
  event.preventDefault();
  const results = document.getElementById('results');
  results?.setAttribute('tabindex', '-1');
  results?.focus();
}

/** Keeps the decision of the pinned scenario up to date. */
function keepPinned(app: App, seen: (decision: Decision | null) => void): void {
  const decide = async (): Promise<void> => {
    const { pinned } = app.state.get();
    try {
      const decision = await decidePinned(app, pinned);
      if (app.state.get().pinned === pinned) seen(decision);
    } catch (error) {
      seen(null);
      app.notice('bad', `The pinned scenario has no decision: ${failureWords(error)}`);
    }
  };
  app.state.watch(({ pinned }, old) => {
    if (pinned !== (old?.pinned ?? null)) void decide();
  });
  app.policies.watch((_, old) => {
    if (old) void decide();
  });
}
