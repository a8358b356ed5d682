/** The part of dagre that is used here. The package's own types name their files without extensions, which Node's resolution refuses. */
declare module '@dagrejs/dagre' {
  export class Graph<Node extends object> {
    setGraph(label: {
      rankdir: 'LR';
      nodesep: number;
      edgesep: number;
      /** 'none': the ranks on the nodes hold. */
      ranker: 'none';
    }): this;
    setNode(id: string, label: Node): this;
    setEdge(source: string, target: string, label: { labelpos: 'c' }): this;
    node(id: string): Node;
  }
  /** Sets the middle x and y on every node. */
  export function layout(graph: Graph<object>): void;
}
