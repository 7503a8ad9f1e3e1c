// Elements in one call. No inline style: the page's policy forbids it.

type Child = Node | string | null | undefined | false;

export interface Props {
  class?: string;
  on?: { [event: string]: (event: Event) => void };
  [attribute: string]: unknown;
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') {
      for (const [event, listen] of Object.entries(value as object)) element.addEventListener(event, listen as EventListener);
    } else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

/** Writes a text only where it differs, so that nothing is selected away or read twice. */
export function say(element: Element, text: string, title?: string): void {
  if (element.textContent !== text) element.textContent = text;
  if (title !== undefined && element.getAttribute('title') !== title) element.setAttribute('title', title);
}

export function button(label: string, press: () => void, props: Props = {}): HTMLButtonElement {
  return h('button', { type: 'button', ...props, on: { click: press } }, label);
}

let ids = 0;

export function newId(prefix: string): string {
  ids += 1;
  return `${prefix}-${ids}`;
}

export function save(name: string, content: Blob | string, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content;
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
