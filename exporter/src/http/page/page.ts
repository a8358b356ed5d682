import { createFlow } from '@kafkascope/flow';
import type { ClusterList, ClusterSummary, FindingList, Graph } from '../../api.ts';
import { formatAddress, graphQuery, opened, parseAddress, type Address } from './address.ts';
import { createControls } from './controls.ts';
import { subjectOf, type Subject } from './details/subject.ts';
import { createDetailsPanel } from './details-panel.ts';
import { byId } from './element.ts';
import { createEmptyState } from './empty-state.ts';
import { fetchJson, Refused } from './fetch-json.ts';
import { createFindingsPanel } from './findings-panel.ts';
import { createFlowTable } from './flow-table.ts';
import { judgeFreshness } from './freshness.ts';
import { morph } from './morph.ts';
import { startPoll } from './poll.ts';
import { createSearch } from './search.ts';
import { summarize } from './summary.ts';
import { explainTerms, isExplaining } from './term.ts';

/** The exporter renews its data every ten seconds or so; asking more often shows them sooner and costs it little. */
const pollMs = 2_000;

const summary = byId('summary', HTMLElement);
const age = byId('age', HTMLElement);
const banner = byId('banner', HTMLElement);
const graphElement = byId('graph', HTMLElement);
const details = byId('details', HTMLElement);
const flowTable = createFlowTable(byId('flow-table', HTMLElement), showNode);
const graphLink = byId('graph-link', HTMLAnchorElement);
const help = byId('help', HTMLDialogElement);

let address = parseAddress(location.search);
let graph: Graph | undefined;
/** What `graph` answers. */
let graphOf = '';
let cluster: ClusterSummary | undefined;
let readAtMs: number | undefined;
let lostAtMs: number | undefined;
let refusal: string | undefined;

const flow = createFlow(graphElement, {
  onSelect: (id, byKeyboard) => {
    showNode(id);
    if (byKeyboard) details.focus();
  },
});
const panel = createDetailsPanel(details, showNode, (id) => {
  change(opened(id, address));
  flow.fit();
});
const findingsPanel = createFindingsPanel(showNode);
const controls = createControls(change);
const search = createSearch(flow, (find) => change({ find }), showNode);
const empty = createEmptyState(() => {
  change({ filter: '' });
});
const poll = startPoll(refresh, pollMs);

function showNode(id: string | undefined): void {
  const subject = id === undefined || graph === undefined ? undefined : subjectOf(id, graph);
  change({ node: subject?.id ?? '' });
}

function shownSubject(): Subject | undefined {
  return address.node === '' || graph === undefined ? undefined : subjectOf(address.node, graph);
}

function change(to: Partial<Address>): void {
  address = { ...address, ...to };
  history.replaceState(null, '', `${location.pathname}${formatAddress(address)}`);
  controls.show(address);
  flow.select(address.node === '' ? undefined : address.node);
  search.show(address.find);
  if (graph !== undefined) panel.open(shownSubject(), graph);
  showForm();
  poll.now();
}

async function refresh(signal: AbortSignal): Promise<void> {
  const asked = address;
  const query = graphQuery(asked);
  try {
    const ofCluster = asked.cluster === '' ? '' : `?cluster=${encodeURIComponent(asked.cluster)}`;
    const [{ clusters }, { findings }, answer, whole] = await Promise.all([
      fetchJson<ClusterList>('api/clusters', signal),
      fetchJson<FindingList>(`api/findings${ofCluster}`, signal),
      fetchJson<Graph>(`api/graph?${query.toString()}`, signal),
      fetchWhole(asked, signal),
    ]);
    cluster = clusters.find((each) => each.cluster === answer.cluster);
    controls.showClusters(clusters, asked);
    controls.showFilterProblem('');
    [lostAtMs, refusal] = [undefined, undefined];
    readAtMs = Date.now() - answer.ageSeconds * 1000;
    if (cluster !== undefined) {
      morph(summary, summarize(cluster, whole ?? answer));
      findingsPanel.show(cluster, findings);
    }
    draw(answer, query.toString(), asked);
  } catch (error) {
    // An answer that is no longer wanted.
    if (signal.aborted) return;
    if (error instanceof Refused && error.code === 'invalid_parameter') controls.showFilterProblem(error.message);
    else if (error instanceof Refused) refusal = error.message;
    else lostAtMs ??= Date.now();
  }
  showFreshness();
  if (graph !== undefined) await panel.show(shownSubject(), graph, signal);
}

/** The whole flow, from which the summary is counted; undefined where it is what is drawn anyway. */
async function fetchWhole(asked: Address, signal: AbortSignal): Promise<Graph | undefined> {
  if (asked.view === 'flow' && asked.filter === '') return undefined;
  const query = graphQuery({ ...asked, view: 'flow', filter: '' });
  return fetchJson<Graph>(`api/graph?${query.toString()}`, signal);
}

function draw(answer: Graph, query: string, asked: Address): void {
  const isOther = query !== graphOf;
  [graph, graphOf] = [answer, query];
  flow.update(answer);
  search.show(address.find);
  showForm();
  if (isOther) flow.fit();
  flow.select(asked.node === '' ? undefined : asked.node);
  graphLink.search = query;
  empty.show(answer, asked.filter);
  document.title = answer.cluster === '' ? 'Kafkascope' : `${answer.cluster} – Kafkascope`;
}

/** The picture or the table. */
function showForm(): void {
  graphElement.hidden = address.asTable;
  flowTable.show(address.asTable ? graph : undefined, address.find);
}

function showFreshness(): void {
  const freshness = judgeFreshness({ cluster, readAtMs, lostAtMs, refusal }, Date.now());
  age.textContent = freshness.age;
  banner.textContent = freshness.problem;
  banner.hidden = freshness.problem === '';
  document.body.classList.toggle('stale', freshness.stale);
}

controls.show(address);
explainTerms();
setInterval(showFreshness, 1_000);
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || help.open || isExplaining() || address.node === '') return;
  const left = address.node;
  const wasInside = details.contains(document.activeElement);
  change({ node: '' });
  // Back to where the reader came from.
  if (wasInside) flow.focus(left);
});
