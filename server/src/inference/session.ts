import * as ort from 'onnxruntime-node';
import { AlignerError } from '../protocol/errors';

/**
 * The only place that knows ONNX Runtime. A `run` is synchronous native code: it holds the thread for one pass.
 */
export type Tensor = ort.Tensor;
export type ElementType = ort.Tensor.Type;
export type BackendId = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';
/** Name, element type and shape (symbolic names for free dimensions) of an input or output. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export interface SessionOptions {
  readonly backend: BackendId;
  readonly threads: number;
  /** Outputs that stay on the device. Never read their data: ONNX Runtime 1.30 aborts the process on it. */
  readonly deviceOutputs: readonly string[];
}

export interface Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** One forward pass; only the outputs that are asked for are copied out. */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

function tensorInfo(metadata: ort.InferenceSession.ValueMetadata): TensorInfo {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, type: 'not a tensor', shape: [] };
}

function isMemoryError(message: string): boolean {
  return /bad_alloc|out of memory|failed to allocate|Array buffer allocation failed/i.test(message);
}

function outOfMemory(cause: unknown): AlignerError {
  return new AlignerError(
    'outOfMemory',
    'Could not run the model: because there is not enough memory for it or its KV cache. Close other programs, correct a shorter answer, or choose a smaller model.',
    { cause },
  );
}

/** Native messages that users meet, in their words. */
const knownReasons: readonly (readonly [RegExp, string])[] = [
  [/Failed to get a WebGPU adapter/, 'no graphics adapter was found'],
  [/Failed to load shared library|LoadLibrary failed/, 'its libraries are not installed'],
];

/** What a native error says: in a user's words, or its first line without the source position in front. */
export function nativeReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const known = knownReasons.find(([pattern]) => pattern.test(message));
  if (known !== undefined) return known[1];
  const [line = ''] = message.trim().split('\n');
  return line.replace(/^.*was false\. /, '').replace(/[.\s]+$/, '');
}

/** Backends that this build of ONNX Runtime names; only those that are bundled can work without more files. */
export function listBackends(): readonly { readonly name: string; readonly bundled: boolean }[] {
  return ort.listSupportedBackends();
}

/**
 * Opens a graph, from a file or (for probes) from bytes.
 *
 * @throws AlignerError `outOfMemory`; anything else as ONNX Runtime threw it, since what it means depends on the
 *   backend: a broken file on the processor, a missing driver elsewhere.
 */
export async function openSession(model: string | Uint8Array, options: SessionOptions): Promise<Session> {
  // Every failure comes as an exception; the native log would only tell it a second time.
  ort.env.logLevel = 'fatal';
  const sessionOptions: ort.InferenceSession.SessionOptions = {
    executionProviders: [options.backend],
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    ...(options.deviceOutputs.length === 0
      ? {}
      : {
          preferredOutputLocation: Object.fromEntries(
            options.deviceOutputs.map((name) => [name, 'gpu-buffer' as const]),
          ),
        }),
  };
  let session: ort.InferenceSession;
  try {
    session =
      typeof model === 'string'
        ? await ort.InferenceSession.create(model, sessionOptions)
        : await ort.InferenceSession.create(model, sessionOptions);
  } catch (error) {
    throw isMemoryError(nativeReason(error)) ? outOfMemory(error) : error;
  }
  const onDevice = new Set(options.deviceOutputs);
  return {
    inputs: session.inputMetadata.map(tensorInfo),
    outputs: session.outputMetadata.map(tensorInfo),
    run: async (feeds, outputs) => {
      // With preferred locations, onnxruntime-node 1.30 takes the location of an output by its place in the request,
      // and keeps what earlier runs bound: only all outputs in the order of the graph are safe to ask for.
      const wanted = onDevice.size === 0 ? outputs : session.outputNames;
      try {
        const results = await session.run(feeds, wanted);
        for (const name of onDevice) if (!outputs.includes(name)) results[name]?.dispose();
        return results;
      } catch (error) {
        throw isMemoryError(nativeReason(error)) ? outOfMemory(error) : error;
      }
    },
    release: () => session.release(),
  };
}

export type HostArray = Float32Array | Uint16Array | Int8Array | BigInt64Array;

/** A tensor over `data` in host memory; no copy. */
export function hostTensor(type: ElementType, data: HostArray, shape: readonly number[]): Tensor {
  return new ort.Tensor(type, data, shape);
}

export function int64Tensor(values: readonly number[], shape: readonly number[]): Tensor {
  return hostTensor('int64', BigInt64Array.from(values, BigInt), shape);
}
