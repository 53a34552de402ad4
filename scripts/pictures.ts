import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, reportFailures } from './support/failure';
import { repositoryRoot } from './support/paths';
import { say } from './support/say';

/** What README.md and the store page show, of all the pictures that the editor tests take. */
const names = ['review-light.png', 'review-dark.png', 'inline.png'];

/** `npm run pictures`: copies pictures of the last editor tests into docs/images. */
export function main(): Promise<number> {
  return reportFailures(() => {
    const images = join(repositoryRoot, 'docs/images');
    mkdirSync(images, { recursive: true });
    for (const name of names) {
      const picture = join(repositoryRoot, 'test-results/pictures/source', name);
      if (!existsSync(picture)) {
        throw new Failure(
          `Could not copy the pictures: because ${picture} is missing. Run \`npm test -- --only build,e2e\` first.`,
        );
      }
      copyFileSync(picture, join(images, name));
      say(`docs/images/${name}`);
    }
    return Promise.resolve(0);
  });
}
