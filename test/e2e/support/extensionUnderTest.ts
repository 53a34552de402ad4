import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installVsix, linkExtension } from '../../../scripts/editor/codeServer';
import { editorFolder } from '../../../scripts/editor/setupEditor';
import type { Editor } from '../../../scripts/editor/setupEditor';
import { packageExtension } from '../../../scripts/packaging/packageExtension';
import { unlessDone } from '../../../scripts/support/fingerprint';
import { repositoryRoot } from '../../../scripts/support/paths';

/** The extension as it lies in the clone, or as a user installs it. */
export type ExtensionVariant = 'source' | 'vsix';

export function extensionVariant(): ExtensionVariant {
  return process.env['ALIGNER_E2E_EXTENSION'] === 'vsix' ? 'vsix' : 'source';
}

/** Gives a folder of extensions with the variant in it. The VSIX is installed once and used by every editor. */
export async function extensionsWith(
  variant: ExtensionVariant,
  editor: Editor,
  profile: string,
): Promise<string> {
  if (variant === 'source') {
    if (!existsSync(join(repositoryRoot, 'client/out/extension.cjs'))) {
      throw new Error('The extension is not built: run `npm run build`.');
    }
    const extensions = join(profile, 'extensions');
    linkExtension(repositoryRoot, extensions);
    return extensions;
  }
  const file = await packageExtension();
  const extensions = join(editorFolder, 'installed');
  const paths = { inputs: [file], outputs: [extensions] };
  await unlessDone(join(editorFolder, 'installed.stamp'), paths, async () => {
    rmSync(extensions, { recursive: true, force: true });
    mkdirSync(extensions, { recursive: true });
    await installVsix(editor, file, extensions);
  });
  return extensions;
}
