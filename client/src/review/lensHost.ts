import * as vscode from 'vscode';
import type { HunkLens } from './hunkLenses';

export interface PlacedLens extends HunkLens {
  readonly generation: number;
}

/** Gives the code lenses of every review to the editor. */
export interface LensHost {
  set(uri: vscode.Uri, lenses: readonly PlacedLens[]): void;
  clear(uri: vscode.Uri): void;
  dispose(): void;
}

export function registerLensHost(): LensHost {
  const shown = new Map<string, readonly PlacedLens[]>();
  const changed = new vscode.EventEmitter<void>();
  const registration = vscode.languages.registerCodeLensProvider(
    { pattern: '**' },
    {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: ({ uri }) => (shown.get(uri.toString()) ?? []).map(toCodeLens),
    },
  );
  return {
    set: (uri, lenses) => {
      shown.set(uri.toString(), lenses);
      changed.fire();
    },
    clear: (uri) => {
      shown.delete(uri.toString());
      changed.fire();
    },
    dispose: () => {
      registration.dispose();
      changed.dispose();
    },
  };
}

function toCodeLens(lens: PlacedLens): vscode.CodeLens {
  const { position, title, tooltip, command, hunk, generation } = lens;
  const at = new vscode.Position(position.line, position.character);
  const args = hunk === undefined ? [] : [hunk, generation];
  return new vscode.CodeLens(new vscode.Range(at, at), { title, tooltip, command, arguments: args });
}
