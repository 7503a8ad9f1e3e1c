// What `cargo xtask web` puts into src/generated.

declare module '*/generated/policy.js' {
  import type { Bindings } from './engine/runner.ts';
  export const instantiate: Bindings['instantiate'];
}
