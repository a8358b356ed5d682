import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { answerFile, contentOf } from '../built-file.ts';
import { Problem } from '../problem.ts';
import { pathParameter, type AppDeps, type Route } from '../route.ts';

/** A runbook of docs/runbooks as a page. */
export function runbooksRoute({ pageFolder }: AppDeps): Route {
  const folder = path.join(pageFolder, 'runbooks');
  return {
    path: '/runbooks/:name',
    async answer(ctx) {
      const name = pathParameter(ctx, 'name');
      const content = /^[\w-]+$/.test(name) ? await contentOf(path.join(folder, `${name}.html`)) : undefined;
      if (content !== undefined) {
        answerFile(ctx, `${name}.html`, content);
        return;
      }
      const known = await namesIn(folder);
      const hint = known.length > 0 ? `there are ${known.join(', ')}` : 'none was built: run npm run build';
      throw new Problem(404, 'unknown_runbook', `there is no runbook ${JSON.stringify(name)}; ${hint}`);
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const files = await readdir(folder);
    return files
      .filter((file) => file.endsWith('.html'))
      .map((file) => path.basename(file, '.html'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
