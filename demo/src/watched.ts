/** What an exporter that watches the demo is told beside the brokers. It may read all topics here, so it names producers. */
export const watchedDemo = ['--collector.producers', '--collector.headers'] as const;

/** Whether the demo's kafkajs clients have probes: DEMO_PROBES=1. */
export const hasProbes = process.env.DEMO_PROBES === '1';

/** What it is told beside that where the demo has probes. */
export const auditedDemo = hasProbes ? (['--audit.enabled'] as const) : [];
