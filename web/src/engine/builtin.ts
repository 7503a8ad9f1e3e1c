// The worker of the built-in policy: its bindings were made when the page was built.

import * as bindings from '../generated/policy.js';
import { serve } from './runner.ts';

serve(async () => bindings);
