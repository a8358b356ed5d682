import type { ApiError } from '../../api.ts';

/** The exporter answered that it cannot; the message is a sentence of its own. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, { code, message }: ApiError['error']) {
    super(message);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
  }
}

const deadlineMs = 15_000;

/**
 * @param path Relative to the page, so that it also works behind a proxy that serves it under a folder.
 * @param body What is sent with POST; without it the path is asked with GET.
 * @throws Refused, or what fetch throws when nobody answers.
 */
export async function fetchJson<Answer>(path: string, signal: AbortSignal, body?: object): Promise<Answer> {
  const response = await fetch(path, {
    headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as Answer;
  throw new Refused(response.status, isApiError(answer) ? answer.error : { code: '', message: response.statusText });
}

function isApiError(answer: unknown): answer is ApiError {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}
