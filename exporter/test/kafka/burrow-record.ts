/**
 * Records Burrow's answers on the scripted cluster as the fixture of test/http/burrow/recorded.test.ts and
 * burrow.long.test.ts. Run by hand when the script or the version of Burrow changes, and say so in the fixture's
 * README.md:
 *
 *     BURROW_BIN=/path/to/Burrow node exporter/test/kafka/burrow-record.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startCluster } from '../../../cluster/src/cluster.ts';
import { startBurrow, type BurrowProcess } from './burrow-process.ts';
import {
  burrowGroupNames,
  burrowQuestions,
  expectedVerdict,
  statusPath,
  verdictIn,
  type RecordedAnswer,
  type StatusAnswer,
} from './burrow-questions.ts';
import { burrowScriptCluster, setBurrowScene } from './burrow-script.ts';
import { eventually } from './eventually.ts';

const binary = process.env.BURROW_BIN;
if (binary === undefined) throw new Error('BURROW_BIN does not name the binary of Burrow');

const fixture = fileURLToPath(new URL('../fixtures/burrow/answers.json', import.meta.url));

const cluster = await startCluster({ ...burrowScriptCluster, onProgress: (line) => console.log(line) });
try {
  const scene = await setBurrowScene(cluster);
  // Now that there is a topic of commits: Burrow does not wait for it.
  const burrow = await startBurrow(binary, cluster);
  try {
    await scene.play();
    const answers = await eventually(() => askAll(burrow), 90_000);
    writeFileSync(fixture, `${JSON.stringify(answers, null, 2)}\n`);
    console.log(`${fixture}: ${answers.length} answers`);
  } finally {
    await burrow.close();
    await scene.close();
  }
} finally {
  await cluster.stop();
}

/** @throws Error while Burrow's window is not full, or a group does not fare as it should. */
async function askAll(burrow: BurrowProcess): Promise<RecordedAnswer[]> {
  const answers: RecordedAnswer[] = [];
  for (const question of burrowQuestions) answers.push(await burrow.ask(question));
  for (const group of burrowGroupNames) {
    const found = JSON.stringify(verdictIn(bodyOf(answers, statusPath(group))));
    if (found !== JSON.stringify(expectedVerdict(group))) throw new Error(`${group}: ${found}`);
    const lag = bodyOf(answers, statusPath(group).replace(/status$/, 'lag'));
    if (lag.status.partitions.find(({ partition }) => partition === 0)?.complete !== 1) {
      throw new Error(`${group}: the window of commits is not full`);
    }
  }
  return answers;
}

function bodyOf(answers: readonly RecordedAnswer[], path: string): StatusAnswer {
  return answers.find((answer) => answer.path === path)?.body as StatusAnswer;
}
