import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { createInferenceHost } from '../inference/inferenceHost';
import { AlignerError, toAlignerError } from '../protocol/errors';
import { providerIds } from '../protocol/model';
import type { ProviderId, SamplingOptions } from '../protocol/model';
import { readSettings } from '../protocol/settings';
import type { Runtime } from '../runtime';
import type { Console } from './console';
import { runCorrect } from './correctCommand';
import type { CorrectInput, CorrectOptions } from './correctCommand';
import { exitCodes, exitOf } from './exitCodes';
import { decodeUtf8, distinctFiles, readSource, sourceOf } from './sources';

export interface ProgramOptions {
  readonly runtime: Runtime;
  readonly version: string;
  readonly starterFolder: string;
  readonly inferenceEntry: string;
  readonly console: (color: boolean | undefined) => Console;
  /** Everything on standard input; undefined where it is a terminal. */
  readonly readStandardInput: () => Promise<Uint8Array> | undefined;
  /** From the first call on, Ctrl-C is an orderly end by this signal; before, it ends the program at once. */
  readonly interruption: () => AbortSignal;
  /** Serves the language server protocol on standard input and output; resolves when the client has gone. */
  readonly serve: () => Promise<void>;
}

interface CorrectFlags {
  readonly question?: string;
  readonly answer?: string;
  readonly json: boolean;
  readonly write: boolean;
  readonly model?: string;
  readonly template?: string;
  readonly provider: ProviderId;
  readonly threads: number;
  readonly sample: boolean;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly frequencyPenalty: number;
  readonly seed: number;
  readonly color?: boolean;
}

function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= min && value <= max)) {
      throw new InvalidArgumentError(`It is not a number from ${min} to ${max}.`);
    }
    return value;
  };
}

async function readInput(
  options: ProgramOptions,
  files: readonly string[],
  flags: CorrectFlags,
): Promise<CorrectInput> {
  const { question, answer } = flags;
  if (flags.write && question !== undefined) {
    throw new AlignerError(
      'usage',
      'Could not start: because --write needs files, and --question is for a text that is in none. Leave --write out.',
    );
  }
  if (answer !== undefined) {
    if (question === undefined || files.length > 0) {
      throw new AlignerError(
        'usage',
        'Could not start: because --answer goes with --question and without files. See aligner correct --help.',
      );
    }
    return { sources: [], pairs: [{ name: 'command line', question, answer }] };
  }
  const wantsInput = files.length === 0 || files.includes('-');
  const input = wantsInput ? options.readStandardInput() : undefined;
  if (wantsInput && input === undefined) {
    throw new AlignerError(
      'usage',
      'Could not start: because there is nothing to correct. Give a file, --question with --answer, or pipe a text in; see aligner correct --help.',
    );
  }
  const text = input === undefined ? '' : decodeUtf8(await input, 'standard input');
  if (question !== undefined) {
    if (files.some((file) => file !== '-')) {
      throw new AlignerError(
        'usage',
        'Could not start: because --question goes with --answer or standard input, not with files. See aligner correct --help.',
      );
    }
    return { sources: [], pairs: [{ name: 'standard input', question, answer: text }] };
  }
  const names = files.length === 0 ? ['-'] : distinctFiles(files);
  const sources = await Promise.all(
    names.map(async (name) =>
      name === '-' ? sourceOf('standard input', text) : await readSource(options.runtime, name),
    ),
  );
  if (flags.write && sources.some((source) => source.path === undefined)) {
    throw new AlignerError(
      'usage',
      'Could not start: because --write needs files, and standard input is none. Leave --write out.',
    );
  }
  return { sources, pairs: [] };
}

function samplingOf(flags: CorrectFlags): SamplingOptions | undefined {
  if (!flags.sample) return undefined;
  const { temperature, topK, topP, frequencyPenalty, seed } = flags;
  return { temperature, topK, topP, frequencyPenalty, seed };
}

async function correct(
  options: ProgramOptions,
  files: readonly string[],
  flags: CorrectFlags,
): Promise<number> {
  const { runtime } = options;
  const console = options.console(flags.color);
  const host = createInferenceHost({
    runtime,
    entryFile: options.inferenceEntry,
    log: (level, message) => {
      if (level !== 'info') console.note(message);
    },
  });
  try {
    const input = await readInput(options, files, flags);
    const sampling = samplingOf(flags);
    const correctOptions: CorrectOptions = {
      json: flags.json,
      write: flags.write,
      model: {
        folder: flags.model ?? options.starterFolder,
        provider: flags.provider,
        threads: flags.threads,
        verifyHashes: true,
        ...(flags.template === undefined ? {} : { template: flags.template }),
      },
      ...(sampling === undefined ? {} : { sampling }),
    };
    const services = { runtime, host, console, signal: options.interruption() };
    return await runCorrect(services, correctOptions, input);
  } catch (error) {
    const failure = toAlignerError(error, 'correct');
    console.note(failure.message);
    return exitCodes[exitOf(failure.code)].code;
  } finally {
    await host.dispose();
  }
}

const exitHelp = `
Exit codes:
${Object.values(exitCodes)
  .map(({ code, meaning }) => `  ${String(code).padEnd(4)} ${meaning}`)
  .join('\n')}`;

const correctHelp = `
A file may be a data set (JSON array or JSON Lines with "question" and "answer"), a chat log in JSON
("messages"), a notebook, or a conversation in Markdown or text ("## User" / "## Assistant", "Q:" / "A:", …).

Examples:
  aligner correct examples/chat.md                   every answer of a transcript, as a word diff
  aligner correct rows.jsonl --write                 fills "correction" in every row
  aligner correct rows.jsonl --json > out.jsonl      one JSON object a line
  aligner correct --question "Why?" --answer "…"     one pair
  my-llm "Why?" | aligner correct --question "Why?"  the output of another program
${exitHelp}`;

function addCorrect(program: Command, options: ProgramOptions, finish: (code: number) => void): void {
  const { settings } = readSettings(() => undefined);
  program
    .command('correct')
    .description('Correct LLM answers: those of files, one pair, or standard input.')
    .argument('[files...]', 'files with answers; - for standard input')
    .option('-q, --question <text>', 'the question of the answer that is given or piped in')
    .option('-a, --answer <text>', 'the answer to correct')
    .option('--json', 'print one JSON object a line for each answer', false)
    .option('-w, --write', 'write the corrections into the files', false)
    .option('-m, --model <folder>', 'model folder (default: the embedded Aligner)')
    .option('--template <template>', 'prompt template, for a model folder without aligner.json')
    .addOption(
      new Option('-p, --provider <name>', 'where the model runs').choices(providerIds).default('auto'),
    )
    .option('--threads <n>', 'processor threads; 0: the number of cores', number(0, 256), 0)
    .option('--sample', 'draw tokens at random instead of taking the most probable one', false)
    .option('--temperature <t>', 'with --sample', number(0.01, 2), settings['decoding.temperature'])
    .option('--top-k <n>', 'with --sample', number(0, 1000), settings['decoding.topK'])
    .option('--top-p <p>', 'with --sample', number(0.01, 1), settings['decoding.topP'])
    .option('--frequency-penalty <x>', 'with --sample', number(0, 2), settings['decoding.frequencyPenalty'])
    .option('--seed <n>', 'with --sample', number(0, 2 ** 32 - 1), 1)
    .option('--color', 'colours even where the output is no terminal')
    .option('--no-color', 'no colours')
    .addHelpText('after', correctHelp)
    .action(async (files: string[], flags: CorrectFlags) => {
      finish(await correct(options, files, flags));
    });
}

function addServe(program: Command, options: ProgramOptions, finish: (code: number) => void): void {
  program
    .command('serve')
    .description('Run the language server for another editor.')
    .requiredOption('--stdio', 'speak the language server protocol on standard input and output')
    .addHelpText(
      'after',
      '\nCorrections are offered as code actions ("refactor.rewrite.aligner") whose edits carry a change annotation\nfor each hunk, and as code lenses. docs/other-editors.md has settings for Neovim, Helix and Emacs.',
    )
    .action(async () => {
      await options.serve();
      finish(exitCodes.ok.code);
    });
}

/** Runs the command line (without the program's own name) and gives the exit code. Never throws. */
export async function runProgram(args: readonly string[], options: ProgramOptions): Promise<number> {
  let code: number = exitCodes.ok.code;
  const finish = (value: number): void => {
    code = value;
  };
  const program = new Command('aligner')
    .description('Corrects the answers of large language models with a small one that runs on this machine.')
    .version(options.version)
    .showHelpAfterError('(aligner --help tells how)')
    .addHelpText('after', exitHelp)
    .exitOverride();
  addCorrect(program, options, finish);
  addServe(program, options, finish);
  for (const command of program.commands)
    command.exitOverride().showHelpAfterError(`(aligner ${command.name()} --help tells how)`);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code;
    throw error;
  }
}
