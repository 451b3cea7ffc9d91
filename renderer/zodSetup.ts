import { z } from 'zod';

// Must run before any schema does: zod's JIT probe evaluates a string, which the page's content security policy forbids.
z.config({ jitless: true });
