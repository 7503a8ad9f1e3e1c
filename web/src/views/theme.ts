// Light, dark, or as the system has it.

import { h } from './dom.ts';

const NAMES = ['auto', 'light', 'dark'] as const;
type Theme = typeof NAMES[number];
const KEY = 'theme';

export function themeSwitch(): HTMLElement {
  const select = h('select', { 'aria-label': 'Theme', class: 'theme' }, ...NAMES.map((name) => h('option', { value: name }, name)));
  select.value = chosen();
  apply(chosen());
  select.addEventListener('change', () => {
    apply(select.value as Theme);
    try {
      localStorage.setItem(KEY, select.value);
    } catch {
      // Where nothing may be stored the choice lasts as long as the page.
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new Event('themechange')));
  return select;
}

function chosen(): Theme {
  try {
    return NAMES.find((name) => name === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function apply(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  dispatchEvent(new Event('themechange'));
}
