import path from 'node:path';
import type { Context } from 'koa';
import { answerFile, contentOf } from '../built-file.ts';
import type { AppDeps, Route } from '../route.ts';

const files = [
  { path: '/', file: 'index.html' },
  { path: '/page.js', file: 'page.js' },
  { path: '/style.css', file: 'style.css' },
];

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

function answerNotBuilt(ctx: Context, telemetryPath: string): void {
  ctx.status = 503;
  ctx.type = 'text/plain';
  ctx.body = `The page is not built: run npm run build.\nThe metrics are at ${telemetryPath}, the graph at /api/graph.\n`;
}
