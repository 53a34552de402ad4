// Corrects the same prompts with transformers.js, in a process of its own, and prints one JSON object.
// Arguments: model folder, file with { prompts, maxNewTokens, threads }.
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { AutoModelForCausalLM, AutoTokenizer, BaseStreamer, env } from '@huggingface/transformers';

const [folder, requestFile] = process.argv.slice(2).map((path) => resolve(path));
const { prompts, maxNewTokens, threads } = JSON.parse(readFileSync(requestFile, 'utf8'));
env.allowRemoteModels = false;
env.localModelPath = `${dirname(folder)}/`;

class Timer extends BaseStreamer {
  times = [];
  put() {
    this.times.push(performance.now());
  }
  end() {}
}

const loading = performance.now();
const name = basename(folder);
const tokenizer = await AutoTokenizer.from_pretrained(name);
const model = await AutoModelForCausalLM.from_pretrained(name, {
  dtype: 'fp32',
  device: 'cpu',
  session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
});
const loadMs = performance.now() - loading;
const runs = [];
for (const prompt of prompts) {
  const inputs = tokenizer(prompt);
  const streamer = new Timer();
  const start = performance.now();
  const output = await model.generate({
    ...inputs,
    max_new_tokens: maxNewTokens,
    do_sample: false,
    streamer,
  });
  const promptTokens = inputs.input_ids.dims[1];
  // The first call of `put` holds the prompt.
  const [first, ...rest] = streamer.times.slice(1);
  const ids = output.tolist()[0].slice(promptTokens);
  runs.push({
    promptTokens,
    newTokens: ids.length,
    firstTokenMs: first - start,
    decodingMs: (rest.at(-1) ?? first) - first,
    text: tokenizer.decode(ids, { skip_special_tokens: true }),
  });
}
console.log(JSON.stringify({ loadMs, memoryBytes: process.memoryUsage.rss(), runs }));
