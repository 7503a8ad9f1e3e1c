// A term with its definition: on hover, on focus and on a press, closed by Escape.

import { GLOSSARY, type Term } from './glossary.ts';
import { h } from './dom.ts';

const bubble = h('div', { class: 'bubble', id: 'definition', role: 'tooltip', popover: 'manual' });

export function term(name: Term, label: string = GLOSSARY[name][0]): HTMLElement {
  const word = h('button', { type: 'button', class: 'term', 'aria-description': GLOSSARY[name][1], 'data-term': name }, label);
  const open = (): void => show(word, name);
  for (const event of ['mouseenter', 'focus', 'click']) word.addEventListener(event, open);
  for (const event of ['mouseleave', 'blur']) word.addEventListener(event, hide);
  word.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
  });
  return word;
}

function show(word: HTMLElement, name: Term): void {
  if (!bubble.isConnected) document.body.append(bubble);
  const [title, text] = GLOSSARY[name];
  bubble.replaceChildren(h('strong', {}, title), ' ', text);
  bubble.showPopover();
  const at = word.getBoundingClientRect();
  const size = bubble.getBoundingClientRect();
  const below = at.bottom + 6 + size.height < innerHeight;
  bubble.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  bubble.style.top = `${below ? at.bottom + 6 : at.top - size.height - 6}px`;
}

function hide(): void {
  if (bubble.matches(':popover-open')) bubble.hidePopover();
}
