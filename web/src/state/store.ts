// A value and those who want to know when it changes.

export interface Store<T> {
  get(): T;
  set(value: T): void;
  update(edit: (old: T) => T): void;
  /** Calls at once and after every change. */
  watch(seen: (value: T, old: T | null) => void): void;
}

export function store<T>(initial: T): Store<T> {
  let value = initial;
  const watchers: ((value: T, old: T | null) => void)[] = [];
  const set = (next: T): void => {
    if (next === value) return;
    const old = value;
    value = next;
    for (const seen of watchers) seen(value, old);
  };
  return {
    get: () => value,
    set,
    update: (edit) => set(edit(value)),
    watch(seen) {
      watchers.push(seen);
      seen(value, null);
    },
  };
}
