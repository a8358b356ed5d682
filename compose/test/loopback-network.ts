import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { serviceOf, type Setup } from './setup.ts';

/**
 * Stands for the network of docker compose: each service has a loopback address of its own, so that all of them can
 * listen on the ports that they have in their containers. (Linux: all of 127.0.0.0/8 is loopback.)
 */
export class LoopbackNetwork {
  readonly #setup: Setup;
  readonly #addresses: ReadonlyMap<string, string>;
  readonly #published: Server[] = [];

  constructor(setup: Setup) {
    this.#setup = setup;
    // Two that run at the same time do not meet, and nobody else is here.
    const [a, b] = [1, 2].map(() => 1 + Math.floor(Math.random() * 250));
    const names = Object.keys(setup.project.services);
    this.#addresses = new Map(names.map((name, index) => [name, `127.${a}.${b}.${index + 1}`]));
  }

  addressOf(service: string): string {
    const address = this.#addresses.get(service);
    if (address === undefined) throw new Error(`docker-compose.yml has no service ${service}`);
    return address;
  }

  /** An address, setting or command, with addresses where names of services stand before a port. */
  resolve(value: string): string {
    return value.replaceAll(/[\w-]+(?=:\d)/g, (name) => this.#addresses.get(name) ?? name);
  }

  /** Lets connections to the published ports of a service through to it, as Docker does. */
  async publish(service: string): Promise<void> {
    for (const { host_ip: host, published, target } of serviceOf(this.#setup, service).ports) {
      const server = createServer((client) => {
        const inside = connect(target, this.addressOf(service));
        for (const socket of [client, inside])
          socket.on('error', () => [client, inside].forEach((one) => one.destroy()));
        client.pipe(inside).pipe(client);
      });
      server.listen(Number(published), host);
      await once(server, 'listening');
      this.#published.push(server);
    }
  }

  close(): void {
    for (const server of this.#published) server.close();
  }
}
