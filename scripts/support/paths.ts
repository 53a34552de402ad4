import { fileURLToPath } from 'node:url';

/** Root of the clone, absolute and without a final slash. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
