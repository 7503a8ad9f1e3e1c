// The worker of a dropped policy: its bindings were made in the page and come as text.
// Only here may a script be loaded from a `blob:` address.

import { serve, type Bindings } from './runner.ts';

serve(async (code) => {
  if (code === null) throw new Error('the policy has no bindings');
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    return (await import(/* @vite-ignore */ url)) as Bindings;
  } finally {
    URL.revokeObjectURL(url);
  }
});
