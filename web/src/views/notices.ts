// Short words on what just happened; good ones go by themselves.

import { button, h } from './dom.ts';

const GOOD_MS = 6_000;

export function notices(): { element: HTMLElement; notice(kind: 'good' | 'bad', text: string): void } {
  const element = h('div', { class: 'notices', role: 'status', 'aria-live': 'polite' });
  return {
    element,
    notice(kind, text) {
      const one = h('p', { class: `notice ${kind}` }, text, ' ', button('×', () => one.remove(), { 'aria-label': 'Close' }));
      element.replaceChildren(one);
      if (kind === 'good') setTimeout(() => one.remove(), GOOD_MS);
    },
  };
}
