import type { ErrorCode } from '../protocol/errors';

/** What `aligner` tells the shell; listed in `--help`. */
export const exitCodes = {
  ok: { code: 0, meaning: 'every answer was corrected, or needed no change' },
  failed: { code: 1, meaning: 'at least one answer could not be corrected' },
  usage: { code: 2, meaning: 'the command line is wrong, or a file cannot be read or written' },
  nothing: { code: 3, meaning: 'no answer was found' },
  model: { code: 4, meaning: 'the model or the execution provider does not work' },
  cancelled: { code: 130, meaning: 'interrupted by Ctrl-C' },
} as const;

export type Exit = keyof typeof exitCodes;

/** The exit that a failure leads to. */
export function exitOf(code: ErrorCode): Exit {
  switch (code) {
    case 'cancelled':
      return 'cancelled';
    case 'usage':
    case 'documentReadOnly':
      return 'usage';
    case 'answerNotFound':
      return 'nothing';
    case 'modelNotFound':
    case 'modelFileMissing':
    case 'modelFileCorrupt':
    case 'manifestInvalid':
    case 'templateUnknown':
    case 'graphInvalid':
    case 'tokenizerInvalid':
    case 'providerUnavailable':
    case 'outOfMemory':
      return 'model';
    case 'untrusted':
    case 'answerEmpty':
    case 'answerTooLong':
    case 'questionTooLong':
    case 'answerChanged':
    case 'correctionUnwritable':
    case 'inferenceCrashed':
    case 'internal':
      return 'failed';
  }
}
