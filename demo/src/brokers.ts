import { randomUUID } from 'node:crypto';

/** From the demo to the process that started it and owns the brokers, and back. */
export interface BrokerRequest {
  readonly brokerRequest: string;
  /** Both of the disk restart the broker; to take one away that is not there does nothing. */
  readonly action: 'kill' | 'start' | 'give small disk' | 'take small disk';
  readonly broker: number;
}
export interface BrokerAnswer {
  readonly brokerAnswer: string;
  /** undefined when it was done. */
  readonly error?: string;
}

/** The brokers as the demo can treat them: through whoever started it. */
export class Brokers {
  /** How many there are that can be killed and started; 0 where nobody owns them who could be asked. */
  readonly count = process.send === undefined ? 0 : Number(process.env.DEMO_BROKERS ?? 0);
  #hasSmallDisk = false;

  /** Whether one of them was given a small disk, where Kafka puts new topics. */
  get hasSmallDisk(): boolean {
    return this.#hasSmallDisk;
  }

  /** Resolves when it is done; ids are 1 and up. */
  async ask(action: BrokerRequest['action'], broker: number): Promise<void> {
    if (action === 'give small disk') this.#hasSmallDisk = true;
    const request: BrokerRequest = { brokerRequest: randomUUID(), action, broker };
    const error = await new Promise<string | undefined>((resolve) => {
      const listen = (answer: BrokerAnswer): void => {
        if (answer.brokerAnswer !== request.brokerRequest) return;
        process.off('message', listen);
        resolve(answer.error);
      };
      process.on('message', listen);
      process.send?.(request);
    });
    if (error !== undefined) throw new Error(error);
    if (action === 'take small disk') this.#hasSmallDisk = false;
  }
}
