import type { Endpoint } from '../endpoint.ts';

export const health: Endpoint = {
  method: 'GET',
  path: '/health',
  open: true,
  summary: 'Says that the server is on.',
  handle: () => ({ kind: 'json', value: { status: 'ok' } }),
};

export const metrics: Endpoint = {
  method: 'GET',
  path: '/metrics',
  summary: 'Counts, in Prometheus’ text format.',
  answers: 'text/plain',
  handle: (exchange) => ({
    ...{ kind: 'text', type: 'text/plain; version=0.0.4; charset=utf-8' },
    text: exchange.metrics.text(),
  }),
};
