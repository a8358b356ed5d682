/** kafka_exporter's flags that have nothing to act on here: accepted, with one notice for all. True: a switch. */
export const ignoredFlags: Readonly<Record<string, boolean>> = {
  'concurrent.enable': true,
  'kafka.allow-auto-topic-creation': true,
  'kafka.version': false,
  'log.enable-sarama': true,
  'refresh.metadata': false,
  'sasl.aws-region': false,
  'sasl.disable-PA-FX-FAST': true,
  'sasl.handshake': true,
  'sasl.kerberos-auth-type': false,
  'sasl.kerberos-config-path': false,
  'sasl.keytab-path': false,
  'sasl.realm': false,
  'sasl.service-name': false,
  'topic.workers': false,
};

const zookeeper =
  'offsets in ZooKeeper are not read: Kafka keeps them in __consumer_offsets since 0.9 (2015), and Kafka 4 has no ZooKeeper. ' +
  'Move such consumers to offsets.storage=kafka, then leave the flag out';

/** kafka_exporter's flags without which its user would miss something: refused, with the reason. */
export const refusedFlags: Readonly<Record<string, { readonly isSwitch: boolean; readonly reason: string }>> = {
  'use.consumelag.zookeeper': { isSwitch: true, reason: zookeeper },
  'zookeeper.server': { isSwitch: false, reason: zookeeper },
};
