// A card for every variant, kept as long as the variant is there. Of very many only the first have
// one, and the chosen variant; the table has them all.

import type { VariantDecision } from '../contract.ts';
import { card, type Card } from './card.ts';
import { h } from './dom.ts';

export const CARDS_MAX = 6;

export interface Cards { element: HTMLElement; show(variants: VariantDecision[], currency: string, chosen: string | null): void }

export function cards(choose: (variant: string) => void): Cards {
  const element = h('div', { class: 'cards' });
  const known = new Map<string, Card>();
  return {
    element,
    show(variants, currency, chosen) {
      const shown = some(variants, chosen);
      const names = new Set(shown.map((v) => v.variant));
      for (const [name, old] of known) {
        if (names.has(name)) continue;
        old.element.remove();
        known.delete(name);
      }
      shown.forEach((variant, i) => {
        let mine = known.get(variant.variant);
        if (!mine) known.set(variant.variant, (mine = card(variant.variant, choose)));
        if (element.children[i] !== mine.element) element.insertBefore(mine.element, element.children[i] ?? null);
        mine.show(variant, currency, variant.variant === chosen);
      });
    },
  };
}

function some(variants: VariantDecision[], chosen: string | null): VariantDecision[] {
  if (variants.length <= CARDS_MAX) return variants;
  const first = variants.slice(0, CARDS_MAX);
  const mine = variants.find((v) => v.variant === chosen);
  return mine && !first.includes(mine) ? [mine, ...first.slice(0, -1)] : first;
}
