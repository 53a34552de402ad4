import type { AnswerSite } from '../correction/answerSite';
import { applyEdits, editsFor } from '../correction/editsFor';
import type { OffsetEdit } from '../correction/types';
import { AlignerError, toAlignerError } from '../protocol/errors';
import type { Runtime } from '../runtime';
import type { Console } from './console';
import { exitOf } from './exitCodes';
import type { Exit } from './exitCodes';
import { nameOf } from './place';
import type { Place } from './place';
import type { Source } from './sources';

/** An answer of a file with its correction. */
export interface Corrected {
  readonly site: AnswerSite;
  readonly place: Place;
  readonly correction: string;
}

function targetStart({ target, range }: AnswerSite): number {
  return target.kind === 'correctionField' ? target.valueRange.start : range.start;
}

/**
 * The edits of one correction, when those behind it are made already. A transcript is read again with them: a code
 * fence that one correction opens and another closes would hide the turns between. In JSON nothing acts so far, and
 * a row's answer may stand behind its correction, so the text as it was read counts.
 */
function editsAmongOthers(
  original: string,
  present: string,
  { site, correction }: Corrected,
): readonly OffsetEdit[] {
  const isTranscript = site.place === 'transcript' || site.place === 'notebookCell';
  return editsFor(isTranscript ? present : original, site, correction);
}

/** Replaces the text of a file, if the file is still what was read. */
async function replaceText(runtime: Runtime, { path, text }: Source, corrected: string): Promise<void> {
  if (path === undefined || corrected === text) return;
  const present = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await runtime.files.readBytes(path));
  if (present !== text) {
    throw new AlignerError(
      'usage',
      `Could not write ${path}: because it was changed by another program meanwhile. Run the command again.`,
      { file: path },
    );
  }
  try {
    await runtime.files.writeAtomically(path, corrected);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AlignerError('usage', `Could not write ${path}: because ${reason}. Check its permissions.`, {
      cause: error,
      file: path,
    });
  }
}

/** Writes what can be written of the corrections of a file; one that its place cannot hold keeps none back. */
export async function writeBack(
  runtime: Runtime,
  console: Console,
  source: Source,
  corrected: readonly Corrected[],
): Promise<readonly Exit[]> {
  const exits: Exit[] = [];
  const tell = (error: unknown, before = ''): void => {
    const failure = toAlignerError(error, `write ${source.name}`);
    console.note(`${before}${failure.message}`);
    exits.push(exitOf(failure.code));
  };
  let text = source.text;
  let count = 0;
  // From the end to the start, so that offsets hold.
  for (const each of [...corrected].sort((a, b) => targetStart(b.site) - targetStart(a.site))) {
    try {
      const edits = editsAmongOthers(source.text, text, each);
      text = applyEdits(text, edits);
      if (edits.length > 0) count += 1;
    } catch (error) {
      tell(error, `${nameOf(each.place)}: `);
    }
  }
  try {
    await replaceText(runtime, source, text);
    const written = `wrote ${count} ${count === 1 ? 'correction' : 'corrections'}`;
    console.note(`${source.name}: ${count === 0 ? 'there was nothing to write' : written}.`);
  } catch (error) {
    tell(error);
  }
  return exits;
}
