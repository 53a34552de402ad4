import { z } from 'zod';

/** What the counting reporter writes for one run of node:test. */
export const countsSchema = z.object({
  passed: z.int(),
  failed: z.int(),
  /** Tests that were skipped or are marked as to do: they count as failures, since they show nothing. */
  notRun: z.array(z.string()),
  /** Test files without a test, which node:test reports as passed. */
  emptyFiles: z.array(z.string()),
});

export type Counts = z.output<typeof countsSchema>;
