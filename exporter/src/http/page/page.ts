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
import { unnamedIn } from './unnamed.ts';

/** The exporter renews its data every ten seconds or so; asking more often shows them sooner and costs it little. */
const pollMs = 2_000;

const summary = byId('summary', HTMLElement);
const age = byId('age', HTMLElement);
const banner = byId('banner', HTMLElement);
const problem = byId('problem', HTMLElement);
const seen = byId('seen', HTMLElement);
const graphElement = byId('graph', HTMLElement);
const details = byId('details', HTMLElement);
const flowTable = createFlowTable(byId('flow-table', HTMLElement), showNode);
const graphLink = byId('graph-link', HTMLAnchorElement);
const help = byId('help', HTMLDialogElement);

let address = parseAddress(location.search);
let graph: Graph | undefined;
/** What `graph` answers. */
let graphOf = '';
/** The newest filter that was understood. */
let understood: Pick<Address, 'filter' | 'filterKind'> = { filter: '', filterKind: 'topic' };
let cluster: ClusterSummary | undefined;
let readAtMs: number | undefined;
let lostAtMs: number | undefined;
let refusal: string | undefined;
/** The node whose details were closed last. */
let left = '';
/** The link by which details were opened with the keyboard, where they are not opened from a card. */
let opener: { readonly list: Element; readonly node: string } | undefined;

const flow = createFlow(graphElement, {
  onSelect: (id, byKeyboard) => {
    opener = undefined;
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
  if (to.node === '') left = address.node;
  address = { ...address, ...to };
  history.replaceState(null, '', `${location.pathname}${formatAddress(address)}`);
  controls.show(address);
  flow.select(address.node === '' ? undefined : address.node);
  search.show(address.find, graph === undefined ? 0 : unnamedIn(graph));
  if (graph !== undefined) panel.open(shownSubject(), graph);
  showForm();
  poll.now();
}

async function refresh(signal: AbortSignal): Promise<void> {
  const asked = address;
  try {
    const ofCluster = asked.cluster === '' ? '' : `?cluster=${encodeURIComponent(asked.cluster)}`;
    const [{ clusters }, { findings }, { answer, query, filterProblem }, whole] = await Promise.all([
      fetchJson<ClusterList>('api/clusters', signal),
      fetchJson<FindingList>(`api/findings${ofCluster}`, signal),
      fetchPicture(asked, signal),
      fetchWhole(asked, signal),
    ]);
    cluster = clusters.find((each) => each.cluster === answer.cluster);
    controls.showClusters(clusters, asked);
    controls.showFilterProblem(filterProblem);
    [lostAtMs, refusal] = [undefined, undefined];
    readAtMs = Date.now() - answer.ageSeconds * 1000;
    if (cluster !== undefined) {
      morph(summary, summarize(cluster, whole ?? answer));
      findingsPanel.show(cluster, findings);
    }
    draw(answer, query, asked);
  } catch (error) {
    // An answer that is no longer wanted.
    if (signal.aborted) return;
    if (error instanceof Refused) refusal = error.message;
    else lostAtMs ??= Date.now();
  }
  showFreshness();
  if (graph !== undefined) await panel.show(shownSubject(), graph, signal);
}

interface Picture {
  readonly answer: Graph;
  readonly query: string;
  /** Why it is not as it was asked for; '' when it is. */
  readonly filterProblem: string;
}

/** What is drawn: with a filter that cannot be understood, by the one before, so that it stays what is so now. */
async function fetchPicture(asked: Address, signal: AbortSignal): Promise<Picture> {
  const ask = async (by: Address): Promise<Omit<Picture, 'filterProblem'>> => {
    const query = graphQuery(by).toString();
    return { answer: await fetchJson<Graph>(`api/graph?${query}`, signal), query };
  };
  try {
    const picture = await ask(asked);
    understood = { filter: asked.filter, filterKind: asked.filterKind };
    return { ...picture, filterProblem: '' };
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'invalid_parameter' || asked.filter === '') throw error;
    return { ...(await ask({ ...asked, ...understood })), filterProblem: error.message };
  }
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
  search.show(address.find, unnamedIn(answer));
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
  // It is read aloud when it changes, and how old everything is changes each second.
  if (problem.textContent !== freshness.problem) problem.textContent = freshness.problem;
  seen.textContent = freshness.age === '' ? '' : ` What you see is ${freshness.age}.`;
  banner.hidden = freshness.problem === '';
  document.body.classList.toggle('stale', freshness.stale);
}

controls.show(address);
explainTerms();
setInterval(showFreshness, 1_000);

/** After those of the lists and the panel: a press of Enter on a link leads to what it opens, one on ✕ back. */
document.addEventListener('click', (event) => {
  if (event.detail !== 0 || !(event.target instanceof Element)) return;
  const link = event.target.closest<HTMLElement>('[data-node]');
  const list = link?.closest('#flow-table, #finding-list');
  if (link?.dataset.node !== undefined && list) opener = { list, node: link.dataset.node };
  if (list || (link !== null && event.composedPath().includes(details))) details.focus();
  else if (event.target.closest('.close') !== null) goBack();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || help.open || isExplaining() || address.node === '') return;
  const wasInside = details.contains(document.activeElement);
  change({ node: '' });
  if (wasInside) goBack();
});

/** To where the reader came from. */
function goBack(): void {
  const link = opener?.list.querySelector<HTMLElement>(`[data-node="${CSS.escape(opener.node)}"]`);
  opener = undefined;
  if (link) link.focus();
  else if (left !== '') flow.focus(left);
}
