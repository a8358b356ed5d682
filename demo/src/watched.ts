/** What an exporter that watches the demo is told beside the brokers. It may read all topics here, so it names producers. */
export const watchedDemo = ['--collector.producers', '--collector.headers'] as const;
