import * as vscode from 'vscode';

/** The question that was last given for a document, and what had been proposed for it. */
interface Remembered {
  readonly guess: string;
  readonly question: string;
}

function readRemembered(value: unknown): Remembered | undefined {
  if (typeof value !== 'object' || value === null || !('guess' in value) || !('question' in value))
    return undefined;
  const { guess, question } = value;
  return typeof guess === 'string' && typeof question === 'string' ? { guess, question } : undefined;
}

/**
 * Asks for the question that a selected answer answers. Proposed is the text that seems to be it; where the user
 * wrote another one at the same place before, or where nothing is found, the one that was written last.
 */
export async function chooseQuestion(
  uri: vscode.Uri,
  guess: string,
  memory: vscode.Memento,
): Promise<string | undefined> {
  const key = `question:${uri.toString()}`;
  const remembered = readRemembered(memory.get(key));
  const value =
    remembered !== undefined && (guess === '' || remembered.guess === guess) ? remembered.question : guess;
  const question = await vscode.window.showInputBox({
    title: 'Aligner: Correct the Selection',
    prompt: 'The question that the selected text answers',
    placeHolder: 'For example: How do I boil an egg?',
    value,
    ignoreFocusOut: true,
  });
  if (question !== undefined) await memory.update(key, { guess, question } satisfies Remembered);
  return question;
}
