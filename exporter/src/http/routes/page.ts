import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from 'koa';
import type { AppDeps, Route } from '../route.ts';

const files = [
  { path: '/', file: 'index.html' },
  { path: '/page.js', file: 'page.js' },
  { path: '/style.css', file: 'style.css' },
];

/** Nothing comes from elsewhere, and nothing runs that is not in a file of ours. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'";

export function pageRoutes({ pageFolder, web }: AppDeps): Route[] {
  return files.map(({ path: route, file }) => ({
    path: route,
    async answer(ctx) {
      const content = await contentOf(path.join(pageFolder, file));
      if (content === undefined) answerNotBuilt(ctx, web.telemetryPath);
      else answerFile(ctx, file, content);
    },
  }));
}

function answerFile(ctx: Context, file: string, content: Buffer): void {
  ctx.set('Content-Security-Policy', policy);
  ctx.set('Cache-Control', 'no-cache');
  ctx.type = path.extname(file);
  ctx.etag = createHash('sha256').update(content).digest('base64url');
  ctx.status = 200;
  if (ctx.fresh) ctx.status = 304;
  else ctx.body = content;
}

function answerNotBuilt(ctx: Context, telemetryPath: string): void {
  ctx.status = 503;
  ctx.type = 'text/plain';
  ctx.body = `The page is not built: run npm run build.\nThe metrics are at ${telemetryPath}, the graph at /api/graph.\n`;
}

/** undefined when the file does not exist. */
async function contentOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
