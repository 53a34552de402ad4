import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../support/failure';
import { repositoryRoot } from '../support/paths';

const lockfileSchema = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() })),
});
const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  homepage: z.string().optional(),
});

function licenceText(folder: string): string | undefined {
  const name = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|-|$)/i.test(entry));
  return name === undefined ? undefined : readFileSync(join(folder, name), 'utf8').trim();
}

/**
 * Name, version and licence of every package that the product is built from. Some packages carry no licence file;
 * their notice names the licence.
 * @throws Failure if a package names no licence at all.
 */
export function thirdPartyNotices(): string {
  const lockfile = lockfileSchema.parse(
    JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')),
  );
  const folders = Object.entries(lockfile.packages)
    .filter(([path, entry]) => path !== '' && entry.dev !== true)
    .map(([path]) => join(repositoryRoot, path))
    .filter((folder) => existsSync(folder));
  const notices = folders.map((folder) => {
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    const { name, version, license, homepage } = manifest;
    if (license === undefined) {
      throw new Failure(
        `Could not write the notices: because ${name} names no licence. Replace the package.`,
      );
    }
    const heading = `${name} ${version} (${license})${homepage === undefined ? '' : `\n${homepage}`}`;
    return `${heading}\n\n${licenceText(folder) ?? `Licensed under ${license}.`}`;
  });
  return `Aligner for VS Code is built from these packages.\n\n${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
