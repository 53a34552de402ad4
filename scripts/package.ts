import { statSync } from 'node:fs';
import { packageExtension } from './packaging/packageExtension';
import { reportFailures } from './support/failure';
import { say } from './support/say';

/** `npm run package`: makes the VSIX of this platform. */
export function main(): Promise<number> {
  return reportFailures(async () => {
    const file = await packageExtension();
    say(`${file} (${(statSync(file).size / 1_000_000).toFixed(1)} MB)`);
    say(`Install it with: code --install-extension ${file}`);
    return 0;
  });
}
