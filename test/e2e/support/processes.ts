import { readdirSync, readFileSync } from 'node:fs';

/** Variable of the environment that marks every process which an editor under test started, directly or not. */
export const runVariable = 'ALIGNER_E2E_RUN';

export interface RunningProcess {
  readonly id: number;
  /** Program and arguments, separated by spaces. */
  readonly command: string;
}

function readProcFile(id: string, name: string): string {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8');
  } catch {
    // The process ended meanwhile, or belongs to somebody else.
    return '';
  }
}

/** The living processes that carry a run's mark, whoever their parent is now. */
export function processesOf(run: string): readonly RunningProcess[] {
  const mark = `${runVariable}=${run}\0`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readProcFile(name, 'environ').includes(mark))
    .map((name) => ({
      id: Number(name),
      command: readProcFile(name, 'cmdline').replaceAll('\0', ' ').trim(),
    }))
    .filter(({ command }) => command !== '');
}

/** Resident memory of a process in bytes; 0 if it is gone. */
export function residentBytes(processId: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readProcFile(String(processId), 'status')) ?? [];
  return Number(kilobytes ?? 0) * 1024;
}
