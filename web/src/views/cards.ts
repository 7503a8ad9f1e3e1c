// A card for every variant, kept as long as the variant is there.

import type { Decision } from '../contract.ts';
import { card, type Card } from './card.ts';
import { h } from './dom.ts';

export interface Cards { element: HTMLElement; show(decision: Decision, currency: string, chosen: string | null): void }

export function cards(choose: (variant: string) => void): Cards {
  const element = h('div', { class: 'cards' });
  const known = new Map<string, Card>();
  return {
    element,
    show(decision, currency, chosen) {
      const names = new Set(decision.variants.map((v) => v.variant));
      for (const [name, old] of known) {
        if (names.has(name)) continue;
        old.element.remove();
        known.delete(name);
      }
      decision.variants.forEach((variant, i) => {
        let mine = known.get(variant.variant);
        if (!mine) known.set(variant.variant, (mine = card(variant.variant, choose)));
        if (element.children[i] !== mine.element) element.insertBefore(mine.element, element.children[i] ?? null);
        mine.show(variant, currency, variant.variant === chosen);
      });
    },
  };
}
