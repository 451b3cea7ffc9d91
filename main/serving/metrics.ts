import type { ServerFigures, ServerRequest } from '../../shared/domain/models/server.ts';
import type { Load } from './load.ts';

const LATENCY_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const SPEED_SECONDS = 10;

class Histogram {
  readonly #counts = new Array<number>(LATENCY_BUCKETS.length).fill(0);
  #sum = 0;
  #count = 0;

  observe(seconds: number): void {
    this.#sum += seconds;
    this.#count++;
    for (const [at, most] of LATENCY_BUCKETS.entries())
      if (seconds <= most) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  lines(name: string): string[] {
    return [
      ...LATENCY_BUCKETS.map((most, at) => `${name}_bucket{le="${most}"} ${this.#counts[at]}`),
      `${name}_bucket{le="+Inf"} ${this.#count}`,
      `${name}_sum ${this.#sum}`,
      `${name}_count ${this.#count}`,
    ];
  }
}

/** Counts since the server was switched on. Labels are routes, served models and statuses: what clients make up gets none of its own. */
export class Metrics {
  readonly #load: Load;
  /** By endpoint, model and status. */
  readonly #requests = new Map<string, number>();
  readonly #latency = new Histogram();
  readonly #firstToken = new Histogram();
  readonly #tokens = { prompt: 0, cached: 0, completion: 0 };
  /** Tokens of each of the last seconds. */
  #recent: { second: number; tokens: number }[] = [];
  #all = 0;
  #refused = 0;

  constructor(load: Load) {
    this.#load = load;
  }

  /** Tokens that were written just now. */
  wrote(tokens: number): void {
    this.#tokens.completion += tokens;
    const second = Math.floor(performance.now() / 1000);
    const last = this.#recent.at(-1);
    if (last?.second === second) last.tokens += tokens;
    else this.#recent.push({ second, tokens });
    while ((this.#recent[0]?.second ?? second) <= second - SPEED_SECONDS) this.#recent.shift();
  }

  read(prompt: number, cached: number): void {
    this.#tokens.prompt += prompt;
    this.#tokens.cached += cached;
  }

  ended({ endpoint, model, status, latencyMs, firstTokenMs }: ServerRequest): void {
    this.#all++;
    if (status >= 400) this.#refused++;
    const labels = `endpoint="${escapeLabel(endpoint)}",model="${escapeLabel(model ?? '')}",status="${status}"`;
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    this.#latency.observe(latencyMs / 1000);
    if (firstTokenMs !== null) this.#firstToken.observe(firstTokenMs / 1000);
  }

  figures(): ServerFigures {
    const since = Math.floor(performance.now() / 1000) - SPEED_SECONDS;
    const recent = this.#recent.filter(({ second }) => second >= since).reduce((sum, { tokens }) => sum + tokens, 0);
    const { prompt, cached, completion } = this.#tokens;
    return {
      ...{ requests: this.#all, refused: this.#refused, running: this.#load.running, waiting: this.#load.waiting },
      ...{ promptTokens: prompt, cachedTokens: cached, completionTokens: completion },
      tokensPerSecond: recent / SPEED_SECONDS,
    };
  }

  /** In Prometheus' text format, version 0.0.4. */
  text(): string {
    const { running, waiting, promptTokens, cachedTokens, completionTokens } = this.figures();
    const metric = (name: string, type: string, help: string, lines: readonly string[]) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
    const single = (name: string, type: string, help: string, value: number) =>
      metric(name, type, help, [`${name} ${value}`]);
    const requests = [...this.#requests].map(([labels, count]) => `kindling_requests_total{${labels}} ${count}`);
    const [latency, firstToken] = ['kindling_request_duration_seconds', 'kindling_time_to_first_token_seconds'];
    return `${[
      metric('kindling_requests_total', 'counter', 'Requests answered or refused.', requests),
      single('kindling_texts_running', 'gauge', 'Texts that are written.', running),
      single('kindling_texts_waiting', 'gauge', 'Texts that wait for their first token.', waiting),
      single('kindling_prompt_tokens_total', 'counter', 'Tokens of prompts.', promptTokens),
      single('kindling_cached_tokens_total', 'counter', 'Tokens of prompts taken from the prefix cache.', cachedTokens),
      single('kindling_completion_tokens_total', 'counter', 'Tokens written.', completionTokens),
      metric(latency, 'histogram', 'From the request to the end of its answer.', this.#latency.lines(latency)),
      metric(firstToken, 'histogram', 'From the request to the first token.', this.#firstToken.lines(firstToken)),
    ].join('\n')}\n`;
  }
}

const escapeLabel = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
