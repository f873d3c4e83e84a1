import { z } from 'zod'

// Zod compiles schemas with `new Function` where it may. Here it may not: the policy forbids it and would say so.
z.config({ jitless: true })
