import { z } from 'zod';

/** What a suite inside the extension host writes at its end. */
export const hostResultsSchema = z.array(z.object({ name: z.string(), error: z.string().optional() }));
export type HostResults = z.output<typeof hostResultsSchema>;

/** Where the suite writes its results, relative to the workspace folder. */
export const hostResultsFile = '../host-results.json';
