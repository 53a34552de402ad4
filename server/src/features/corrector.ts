import { basename, isAbsolute, join, resolve } from 'node:path';
import type { InferenceHost } from '../inference/inferenceHostApi';
import type { CorrectionEvent, CorrectionRequest, CorrectionResult } from '../protocol/correction';
import { AlignerError } from '../protocol/errors';
import { starterModelFolder } from '../protocol/identity';
import type { LoadModelParams } from '../protocol/messages';
import type { ModelChoice, SamplingOptions } from '../protocol/model';
import type { Settings } from '../protocol/settings';

/** Corrects with the model, provider and decoding that the settings name; the same for every way to start one. */
export interface Corrector {
  correct(
    request: CorrectionRequest,
    settings: Settings,
    options: { readonly signal: AbortSignal; readonly onEvent: (event: CorrectionEvent) => void },
  ): Promise<CorrectionResult>;
  models(settings: Settings): readonly ModelChoice[];
  /** Until this is called for an untrusted workspace, `correct` refuses. */
  trust(): void;
}

export interface CorrectorOptions {
  readonly host: InferenceHost;
  /** Root of the installation: the embedded model lies below it. */
  readonly installationFolder: string;
  readonly homeFolder: string;
  readonly trusted: boolean;
  /** A seed for each sampled correction, so that "Regenerate" gives another one. */
  readonly nextSeed: () => number;
}

/** Absolute path of a model folder as a user writes it: empty for the embedded one, `~` for the home folder. */
export function modelFolderOf(setting: string, installationFolder: string, homeFolder: string): string {
  if (setting === '') return join(installationFolder, starterModelFolder);
  const expanded = setting === '~' || /^~[/\\]/.test(setting) ? join(homeFolder, setting.slice(1)) : setting;
  return isAbsolute(expanded) ? expanded : resolve(homeFolder, expanded);
}

/** The sampling that the settings ask for; undefined for greedy decoding. */
export function samplingOf(settings: Settings, seed: number): SamplingOptions | undefined {
  if (settings['decoding.mode'] === 'greedy') return undefined;
  return {
    temperature: settings['decoding.temperature'],
    topK: settings['decoding.topK'],
    topP: settings['decoding.topP'],
    frequencyPenalty: settings['decoding.frequencyPenalty'],
    seed,
  };
}

/** What the inference process has to load for these settings. */
export function loadParamsOf(
  settings: Settings,
  installationFolder: string,
  homeFolder: string,
): LoadModelParams {
  return {
    folder: modelFolderOf(settings.model, installationFolder, homeFolder),
    provider: settings.provider,
    threads: settings.threads,
    verifyHashes: true,
    ...(settings.template === '' ? {} : { template: settings.template }),
  };
}

export function createCorrector(options: CorrectorOptions): Corrector {
  const { host, installationFolder, homeFolder } = options;
  let trusted = options.trusted;

  return {
    correct: (request, settings, { signal, onEvent }) => {
      if (!trusted) {
        return Promise.reject(
          new AlignerError(
            'untrusted',
            'Could not correct: because this workspace is not trusted, and nothing is started for an untrusted one. Trust the workspace, then correct again.',
          ),
        );
      }
      host.setIdleMinutes(settings.idleUnloadMinutes);
      const sampling = request.sampling ?? samplingOf(settings, options.nextSeed());
      return host.correct(
        {
          question: request.question,
          answer: request.answer,
          ...(sampling === undefined ? {} : { sampling }),
          model: loadParamsOf(settings, installationFolder, homeFolder),
        },
        { signal, onEvent },
      );
    },
    models: (settings) => {
      const selected = modelFolderOf(settings.model, installationFolder, homeFolder);
      const folders = new Set(
        ['', ...settings.modelFolders, settings.model].map((folder) =>
          modelFolderOf(folder, installationFolder, homeFolder),
        ),
      );
      const starter = modelFolderOf('', installationFolder, homeFolder);
      return [...folders].map((folder) => ({
        id: folder === starter ? '' : folder,
        name: folder === starter ? 'Starter' : basename(folder),
        description: folder === starter ? 'the embedded Aligner' : folder,
        folder,
        selected: folder === selected,
      }));
    },
    trust: () => {
      trusted = true;
    },
  };
}
