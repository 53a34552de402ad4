import * as vscode from 'vscode';
import { reviewScheme } from '../../../server/src/protocol/identity';

/**
 * The documents of reviews, in memory. Files rather than virtual documents, because the right side of a review is
 * typed over and saved. Each file says whether it may be written.
 */
export interface ReviewFiles {
  /** Writes a file and tells the editors that show it. */
  write(uri: vscode.Uri, text: string, access: 'readOnly' | 'writable'): void;
  /** Forgets every file of a review. */
  forget(review: vscode.Uri): void;
  dispose(): void;
}

interface MemoryFile {
  readonly data: Uint8Array;
  readonly readOnly: boolean;
  readonly created: number;
  readonly changed: number;
}

/**
 * The root of a review's documents. Its number is the authority, so that a path, which the editor shows above the
 * text, reads like `chat.md > Correction`.
 */
export function reviewRoot(number: number, fileName: string): vscode.Uri {
  return vscode.Uri.from({ scheme: reviewScheme, authority: String(number), path: `/${fileName}` });
}

/** The two sides of a review, or of one step of it. */
export function sidesIn(
  root: vscode.Uri,
  ...steps: readonly string[]
): { readonly left: vscode.Uri; readonly right: vscode.Uri } {
  return {
    left: vscode.Uri.joinPath(root, ...steps, 'Answer.aligner'),
    right: vscode.Uri.joinPath(root, ...steps, 'Correction.aligner'),
  };
}

export function isOfReview(uri: vscode.Uri, root: vscode.Uri): boolean {
  return uri.scheme === root.scheme && uri.authority === root.authority;
}

export function registerReviewFiles(): ReviewFiles {
  const files = new Map<string, MemoryFile>();
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  let time = 0;

  const find = (uri: vscode.Uri): MemoryFile => {
    const file = files.get(uri.toString());
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  };
  const put = (uri: vscode.Uri, data: Uint8Array, readOnly: boolean): void => {
    // A logical clock: two writes within a millisecond must differ for the editor.
    time += 1;
    const created = files.get(uri.toString())?.created ?? time;
    const type = files.has(uri.toString()) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    files.set(uri.toString(), { data, readOnly, created, changed: time });
    changed.fire([{ type, uri }]);
  };
  const noFolders = (): never => {
    throw vscode.FileSystemError.NoPermissions('A review holds no folders.');
  };

  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => {
      const { data, readOnly, created, changed: mtime } = find(uri);
      const stat = { type: vscode.FileType.File, ctime: created, mtime, size: data.length };
      return readOnly ? { ...stat, permissions: vscode.FilePermission.Readonly } : stat;
    },
    readFile: (uri) => find(uri).data,
    writeFile: (uri, data) => {
      if (find(uri).readOnly) throw vscode.FileSystemError.NoPermissions(uri);
      put(uri, data, false);
    },
    readDirectory: () => [],
    createDirectory: noFolders,
    delete: noFolders,
    rename: noFolders,
  };
  const registration = vscode.workspace.registerFileSystemProvider(reviewScheme, provider, {
    isCaseSensitive: true,
  });

  return {
    write: (uri, text, access) => {
      put(uri, new TextEncoder().encode(text), access === 'readOnly');
    },
    forget: (root) => {
      for (const key of files.keys()) if (isOfReview(vscode.Uri.parse(key), root)) files.delete(key);
    },
    dispose: () => {
      registration.dispose();
      changed.dispose();
    },
  };
}

/** Closes the tabs of reviews that a former window left: their texts are gone. */
export async function closeLeftoverReviews(): Promise<void> {
  await closeReviewTabs(() => true);
}

/** Closes the diff tabs whose right side a predicate chooses. */
export async function closeReviewTabs(chosen: (right: vscode.Uri) => boolean): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap(({ tabs: all }) => all)
    .filter(({ input }) => {
      const uri =
        input instanceof vscode.TabInputTextDiff
          ? input.modified
          : input instanceof vscode.TabInputText
            ? input.uri
            : undefined;
      return uri?.scheme === reviewScheme && chosen(uri);
    });
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
}

/** Closes what is shown of a review, and forgets it. */
export async function closeReviewFiles(files: ReviewFiles, root: vscode.Uri): Promise<void> {
  await closeReviewTabs((uri) => isOfReview(uri, root));
  files.forget(root);
}
