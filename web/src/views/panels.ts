// The tabs under the cards. Only the one that is shown is computed, and only when the hand is still.

import { chosenVariant } from '../state/priority.ts';
import { asked } from '../state/scenario.ts';
import type { Answer, App, Panel, Subject } from './app.ts';
import { h, say } from './dom.ts';

const STILL_MS = 90;

export function panels(app: App, all: Panel[]): HTMLElement {
  const trouble = h('p', { class: 'trouble', role: 'alert', hidden: true });
  const tabs = all.map((panel) => h('button', {
    type: 'button', role: 'tab', id: `tab-${panel.id}`, 'aria-controls': `panel-${panel.id}`,
    on: { click: () => choose(panel.id) },
  }, panel.label));
  const bodies = all.map((panel) => h('section', {
    role: 'tabpanel', id: `panel-${panel.id}`, 'aria-labelledby': `tab-${panel.id}`, class: 'panel', tabindex: 0, hidden: true,
  }, panel.element));
  const list = h('div', { role: 'tablist', class: 'tabs', 'aria-label': 'Charts and tools' }, ...tabs);
  list.addEventListener('keydown', (event) => move(event, tabs));

  const choose = (tab: string): void => app.state.update((old) => ({ ...old, tab }));
  const schedule = scheduler(app, trouble);
  let shown: Panel | undefined;

  app.state.watch((state, old) => {
    const panel = all.find((p) => p.id === state.tab) ?? all[0];
    const same = old !== null && state.variant === old.variant && panel?.follows?.(state) === panel?.follows?.(old);
    if (panel === shown && same) return;
    shown = panel;
    all.forEach((p, i) => {
      const here = p === shown;
      tabs[i]?.setAttribute('aria-selected', String(here));
      tabs[i]?.setAttribute('tabindex', here ? '0' : '-1');
      if (bodies[i]) bodies[i].hidden = !here;
    });
    schedule(shown, app.answer.get());
  });
  app.answer.watch((answer) => schedule(shown, answer));
  app.policies.watch(() => schedule(shown, app.answer.get()));
  return h('section', { class: 'panels' }, list, trouble, ...bodies);
}

function scheduler(app: App, trouble: HTMLElement): (panel: Panel | undefined, answer: Answer) => void {
  let running = new AbortController();
  let timer = 0;
  return (panel, answer) => {
    running.abort();
    clearTimeout(timer);
    if (!panel?.compute || answer.kind !== 'decided') return;
    const subject = subjectOf(app, answer);
    if (!subject) return;
    const mine = new AbortController();
    running = mine;
    timer = window.setTimeout(async () => {
      try {
        const run = { asker: app.policies.get().active, signal: mine.signal, progress: () => {} };
        await panel.compute?.(run, subject);
        trouble.hidden = true;
      } catch (error) {
        if (mine.signal.aborted) return;
        trouble.hidden = false;
        say(trouble, `This chart cannot be drawn: ${(error as Error).message}`);
      }
    }, STILL_MS);
  };
}

function subjectOf(app: App, answer: Answer & { kind: 'decided' }): Subject | null {
  const { decision, scenario } = answer;
  const snapshot = asked(scenario);
  const wanted = chosenVariant(snapshot, app.state.get().variant);
  const mine = decision.variants.find((v) => v.variant === wanted);
  const variant = snapshot.variants.find((v) => v.name === mine?.variant);
  return mine && variant ? { snapshot, decision, variant, answer: mine } : null;
}

function move(event: KeyboardEvent, tabs: HTMLButtonElement[]): void {
  const at = tabs.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab?.focus();
  tab?.click();
}
